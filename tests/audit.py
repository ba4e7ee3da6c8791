"""Look the locked dependencies up among known vulnerabilities: ``python -m tests.audit``.

What is known and stays has its reason in ``pyproject.toml``, under ``tool.audit.accepted``; a
reason that no finding needs any more is told, too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Print what is found; 1 where something has no reason to stay."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    accepted = settings["tool"]["audit"]["accepted"]
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "requirements.lock"),
        "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off",
        "--timeout", "10",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1][:160]
        print(f"Not audited: known vulnerabilities cannot be looked up from here ({reason}).")
        return 0
    lines, open_ = judged(found, accepted)
    print("\n".join(lines))
    return 1 if open_ else 0


def judged(found: Mapping[str, Any], accepted: Mapping[str, str]) -> tuple[list[str], int]:
    """What to tell of each finding, and how many have no reason to stay.

    Args:
        found: pip-audit's report.
        accepted: Reasons by the id of the vulnerability, whichever of its names.
    """
    lines, open_, met = [], 0, set[str]()
    skipped = [p["name"] for p in found["dependencies"] if "skip_reason" in p]
    every = len(found["dependencies"])
    if skipped:
        also = ": known vulnerabilities cannot be looked up from here" * (len(skipped) == every)
        lines.append(f"Not audited: {len(skipped)} of {every} packages{also}.")
    for package in found["dependencies"]:
        for hole in package.get("vulns", ()):
            known = [i for i in (hole["id"], *hole.get("aliases", ())) if i in accepted]
            met |= set(known)
            why = f"stays: {accepted[known[0]]}" if known else "needs a look"
            open_ += not known
            fixed = ", ".join(hole.get("fix_versions", ())) or "no version"
            name = f"{package['name']} {package['version']}"
            lines.append(f"{name}: {hole['id']} (mended in {fixed}): {why}")
    gone = [] if skipped else sorted(accepted.keys() - met)
    lines += [f"{i}: accepted, but no longer found; take it out" for i in gone]
    return lines or [f"{every} packages, nothing known against any."], open_


if __name__ == "__main__":
    sys.exit(main())
