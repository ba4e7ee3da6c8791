"""Papers are listed by names as people type them; a name that is none is told, with others."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import cli
from assistant.types import Paper
from vectorstore.catalog import Catalog


@pytest.fixture
def store(tmp_path: Path) -> Path:
    wrote = [("Ada Byron", "Grace Hopper"), ("Ada Byron",), ("Édith Hopper",)]
    Catalog(tmp_path / "catalog.sqlite3").put(
        Paper(f"p{i}", f"Paper {i}", "Text.", authors, venue, year)
        for i, (authors, venue, year) in enumerate(
            zip(wrote, ("ICLR", "iclr", "ACL"), (2019, 2020, 2020), strict=True)
        )
    )
    return tmp_path


def called(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--store", str(store), *arguments])


def listed(store: Path, *arguments: str) -> Result:
    return called(store, "papers", *arguments)


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (("--author", "byron"), ["p0", "p1"]),
        (("--author", "A. Byron"), ["p0", "p1"]),
        (("--author", "edith hopper"), ["p2"]),
        (("--author", "Byron", "--author", "grace"), ["p0"]),
        (("--venue", "Iclr"), ["p0", "p1"]),
        (("--year", "2020"), ["p1", "p2"]),
        (("--venue", "iclr", "--year", "2020"), ["p1"]),
    ],
)
def test_names_may_be_typed_as_people_type_them(
    store: Path, arguments: tuple[str, ...], ids: list[str]
):
    *lines, count = listed(store, *arguments).output.splitlines()
    assert [line.split()[0] for line in lines] == ids
    assert count == f"{len(ids)} paper{'s' if len(ids) > 1 else ''}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--author", "Hopper"), ("2 authors", "Grace Hopper", "Édith Hopper")),
        (("--author", "Ada Byrom"), ("No author", "Did you mean Ada Byron?")),
        (("--author", "Turing"), ("No author", "Turing")),
        (("--venue", "ICML"), ("'ICML'", "ACL")),
    ],
)
def test_a_name_that_is_none_or_several_is_told(
    store: Path, arguments: tuple[str, ...], said: tuple[str, ...]
):
    done = listed(store, *arguments)
    assert done.exit_code == 1
    told = str(done.exception)
    assert all(text in told for text in said), told


def test_a_paper_is_shown_by_its_id_or_by_words_of_its_title(store: Path):
    Catalog(store / "catalog.sqlite3").put([Paper("q", "Paper 1 again", "Other text.")])
    assert called(store, "show", "p2").output.startswith("Paper 2\nÉdith Hopper\n")
    assert called(store, "show", "again").output.startswith("Paper 1 again\n")
    assert called(store, "show", "paper 1").output.startswith("Paper 1\n")
    several = str(called(store, "show", "Paper").exception)
    assert all(f"\n  {name}  Paper" in several for name in ("p0", "p1", "p2", "q"))
    assert "no paper with the id 'Paper 7'" in str(called(store, "show", "Paper 7").exception)


def test_a_command_mistyped_is_told_with_the_nearest(store: Path):
    done = called(store, "pappers")
    assert done.exit_code == 2
    assert "No such command 'pappers'. Did you mean papers?" in done.output
    assert "Did you mean" not in called(store, "xyzzy").output
