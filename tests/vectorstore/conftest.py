"""Property tests here touch the disk, whose pace is no property of the code; servers to test on."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from vectorstore.catalog import Catalog

settings.register_profile("disk", deadline=None, max_examples=60)
settings.load_profile("disk")


NewCatalog = Callable[[], Catalog]
_numbers = count()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.whole)])
def new_catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewCatalog]:
    """Makes empty catalogs of one kind or the other."""
    made = list[Catalog]()

    def new() -> Catalog:
        number = next(_numbers)
        if request.param == "sqlite":
            made.append(Catalog(tmp_path / f"catalog{number}.sqlite3"))
        else:
            from vectorstore.databases.postgres import PostgresDatabase

            url = request.getfixturevalue("postgres").url(f"c{number}")
            made.append(Catalog(PostgresDatabase(url)))
        return made[-1]

    yield new
    for catalog in made:
        catalog.close()


@pytest.fixture
def catalog(new_catalog: NewCatalog) -> Catalog:
    return new_catalog()
