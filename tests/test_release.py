"""What the release check looks at by itself, on wheels that lack something."""

import zipfile
from pathlib import Path

import pytest

from tests.clean import ReleaseError, missing, needed
from tests.release import PACKAGES, ROOT


def wheel(folder: Path, without: str = "", changed: str = "") -> Path:
    """A wheel of the present files, but for one."""
    file = folder / "paper_assistant-0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for package in PACKAGES:
            for path in sorted((ROOT / package).rglob("*")):
                name = str(path.relative_to(ROOT))
                if path.is_file() and name != without:
                    archive.writestr(name, b"other" if name == changed else path.read_bytes())
    return file


def test_a_whole_wheel_lacks_nothing(tmp_path: Path):
    assert missing(wheel(tmp_path), ROOT, PACKAGES) == []


@pytest.mark.parametrize(
    "name", ["prompts/answer.md", "assistant/weights/evidence.json", "eval/sets/reference.jsonl"]
)
def test_a_file_that_is_missing_or_another_is_named(tmp_path: Path, name: str):
    assert missing(wheel(tmp_path, without=name), ROOT, PACKAGES) == [name]
    assert missing(wheel(tmp_path, changed=name), ROOT, PACKAGES) == [name]


def test_what_a_wheel_needs_is_followed_through_markers_and_extras():
    found = needed(["click>=8", 'pytest>=8; extra == "dev"', "httpx[socks] ; python_version < '3'"])
    assert set(found) == {"click"}
    assert {"httpx", "httpcore", "h11", "anyio"} <= set(needed(["httpx"]))


@pytest.mark.parametrize("requirement", ["click>=999", "a-distribution-that-nobody-made"])
def test_what_is_not_here_or_too_old_is_told(requirement: str):
    with pytest.raises(ReleaseError, match=requirement.split(">")[0]):
        needed([requirement])
