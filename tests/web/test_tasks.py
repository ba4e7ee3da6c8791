"""The ten tasks of a new reader in two windows; ``python -m tests.web.tasks`` has all four."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.browsing import AXE, served_for_real
from tests.web.tasks import TASKS, Outcome, walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_for_real(tmp_path_factory.mktemp("store")) as address:
        yield address


@pytest.mark.parametrize(("width", "dark"), [(1400, True), (380, False)])
def test_a_new_reader_does_ten_tasks(
    browser: Browser, url: str, tmp_path: Path, width: int, dark: bool
) -> None:
    if not AXE.exists():
        pytest.skip("No axe-core here: npm install --prefix tests/web")
    told = Outcome()
    walk(browser, url, width, dark, tmp_path, told)
    assert told.wrong == []
    assert len(told.lines) == len(TASKS) == len(list(tmp_path.iterdir())) - 1
