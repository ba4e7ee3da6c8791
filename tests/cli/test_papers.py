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


def listed(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["papers", "--store", str(store), *arguments])


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
