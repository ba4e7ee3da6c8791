from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.protocols import PaperOrder
from assistant.types import Paper, Status
from assistant.web.engine import Engine
from assistant.web.follow_ups import follow_ups
from assistant.web.papers_view import ROWS, Shelf, table
from assistant.web.services import functions
from tests.fakes import FakeAssistant, builtin_papers
from tests.web.test_chat import ready


@pytest.fixture(scope="module")
def engine() -> Engine:
    return ready(FakeAssistant(builtin_papers()))


def test_a_page_holds_fifty_rows_and_the_last_one_the_rest(engine: Engine) -> None:
    first, last = table(engine, Shelf(page=0)), table(engine, Shelf(page=1))
    assert first.count("<tr>") == last.count("<tr>") == ROWS + 1
    titles = [p.label for p in builtin_papers()]
    assert titles[0] in first
    assert titles[0] not in last
    assert titles[-1] in last
    assert 'data-page="-1" disabled' in first
    assert 'data-page="2" disabled' in last


def test_the_table_sorts_and_searches(engine: Engine) -> None:
    titles = sorted(p.title for p in builtin_papers())
    assert table(engine, Shelf(order="title")).index(titles[0][:20]) > 0
    found = table(engine, Shelf("influence functions fragile"))
    assert "Influence Functions in Deep Learning Are Fragile" in found.split("</tr>")[1]
    assert "nearest first" in found


@pytest.mark.parametrize(
    ("order", "ids"), [("added", ""), ("newest", "bac"), ("oldest", "abc"), ("title", "bca")]
)
def test_what_is_found_can_be_sorted_too(order: PaperOrder, ids: str) -> None:
    papers = [
        Paper("a", "Zebras and trees", "Trees, once.", year=2001),
        Paper("b", "About trees", "Trees, among much else that is told here.", year=2020),
        Paper("c", "Trees and trees of trees", "Trees."),
    ]
    html = table(ready(FakeAssistant(papers)), Shelf("trees", order))
    shown = [row.split('"')[0] for row in html.split('data-choose="')[1:]]
    nearest = [p.id for hit in FakeAssistant(papers).find("trees", 9) for p in [hit.paper]]
    assert shown == (nearest if order == "added" else list(ids))


@given(
    st.dictionaries(
        st.sampled_from(["query", "order", "page", "filters"]),
        st.none() | st.integers() | st.text(),
    )
)
def test_no_value_from_a_browser_breaks_the_shelf(value: dict[str, object]) -> None:
    shelf = Shelf.read(value)
    assert shelf.page >= 0
    assert shelf.order in ("added", "newest", "oldest", "title")


def test_authors_are_found_by_the_beginning_of_any_of_their_names(engine: Engine) -> None:
    authors = {f.__name__: f for f in functions(engine)}["authors"]
    assert "Mihaela van der Schaar" in authors("schaa")
    assert authors("") == []


def test_follow_ups_name_only_papers_that_were_cited() -> None:
    *_, answer = FakeAssistant(builtin_papers()).answer("How fragile are influence functions?")
    cited = {c.paper.title for c in answer.citations}
    questions = follow_ups(answer)
    assert len(questions) == 3
    assert {q.split("“")[1].split("”")[0] for q in questions if "“" in q} <= cited
    assert follow_ups(replace(answer, status=Status.ERROR)) == []
