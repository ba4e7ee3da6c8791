"""A clean environment for a wheel: its own files from the wheel, what it declares from here.

Installing torch and the rest anew takes minutes; so the distributions that the wheel declares, and
those that these declare, are linked in from the environment that runs this.  What is not declared
is not there, however many tools that environment has.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


class ReleaseError(Exception):
    """What is wrong with the release."""


def wheel_of(root: Path, folder: Path) -> Path:
    """Build the wheel of a source tree into a folder."""
    _run(sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet",
         "--no-deps", "--wheel-dir", str(folder), str(root))  # fmt: skip
    [wheel] = folder.glob("*.whl")
    return wheel


def missing(wheel: Path, root: Path, packages: tuple[str, ...]) -> list[str]:
    """Files of the source tree, as git knows them, that the wheel lacks or holds otherwise."""
    listed = _run("git", "-C", str(root), "ls-files", "--", *packages).splitlines()
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
        return [
            name
            for name in listed
            if (root / name).is_file()
            and (name not in there or archive.read(name) != (root / name).read_bytes())
        ]


def needed(requirements: Iterator[str] | list[str]) -> dict[str, Distribution]:
    """The distributions that satisfy these requirements, and what they require in turn.

    Raises:
        ReleaseError: One is not installed here, or in a version that is not asked for.
    """
    found = dict[str, Distribution]()
    waiting = [(Requirement(text), "") for text in requirements]
    seen = set[tuple[str, frozenset[str]]]()
    while waiting:
        wanted, extra = waiting.pop()
        if wanted.marker and not any(wanted.marker.evaluate({"extra": e}) for e in (extra, "")):
            continue
        name = canonicalize_name(wanted.name)
        known = (name, frozenset(wanted.extras))
        if known in seen:
            continue
        seen.add(known)
        found[name] = one = _installed(wanted)
        for extra_ in ("", *wanted.extras):
            waiting += [(Requirement(text), extra_) for text in one.requires or ()]
    return found


def _installed(wanted: Requirement) -> Distribution:
    try:
        one = distribution(wanted.name)
    except PackageNotFoundError as error:
        message = f"the wheel needs {wanted}, which is not installed here"
        raise ReleaseError(message) from error
    if not wanted.specifier.contains(one.version, prereleases=True):
        message = f"the wheel needs {wanted}; here is {one.version}"
        raise ReleaseError(message)
    return one


def environment(folder: Path, wheel: Path, *, linked: bool = True) -> Path:
    """A new environment with the wheel in it; the folder of its programs.

    Args:
        folder: Where to make it.
        wheel: What to install.
        linked: Link what the wheel declares; else have pip fetch it.
    """
    venv.create(folder, symlinks=True, with_pip=not linked)
    programs = folder / "bin"
    if not linked:
        pip = (str(programs / "python"), "-m", "pip", "--disable-pip-version-check", "install")
        _run(*pip, "--quiet", str(wheel))
        return programs
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python")
    _run(*pip, str(programs / "python"), "install", "--quiet", "--no-deps", str(wheel))
    place = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", vars=place))
    [metadata] = packages.glob("paper_assistant-*.dist-info")
    for one in needed(list(Distribution.at(metadata).requires or ())).values():
        for top in _tops(one):
            link = packages / top.name
            if not link.exists():
                link.symlink_to(top.resolve())
    return programs


def _tops(one: Distribution) -> set[Path]:
    """What a distribution puts directly into the folder of packages."""
    names = {Path(file).parts[0] for file in one.files or ()} - {"..", "__pycache__"}
    return {found for name in names if (found := Path(str(one.locate_file(name)))).exists()}


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(command[:6])} … failed:\n{done.stderr or done.stdout}"
        raise ReleaseError(message)
    return done.stdout
