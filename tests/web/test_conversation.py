import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pipeline import Assistant
from assistant.types import EVERYTHING, Filters, Kind, Status
from assistant.web import answer_view, saved
from assistant.web.chat import drawn
from assistant.web.conversation import Conversation, Exchange
from assistant.web.export import exported
from assistant.web.filters import read_filters
from assistant.web.html import escape
from tests.fakes import FakeAssistant, FakeLibrary, builtin_papers
from tests.web.test_chat import ready

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["turns", "question", "answer", "filters", "kind"]), inner
        )
    ),
    max_leaves=12,
)


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant(builtin_papers())


def talked(fake: FakeAssistant, *questions: str) -> Conversation:
    conversation = Conversation()
    for question in questions:
        *_, answer = fake.answer(question)
        conversation = conversation.add(Exchange.of(question, answer))
    return conversation


def browser_value(conversation: Conversation) -> dict[str, object]:
    """As the browser sends it, after its way through JSON."""
    value = {"turns": [turn.value() for turn in conversation.turns], "number": conversation.number}
    return json.loads(json.dumps(value))  # type: ignore[no-any-return]


def test_a_conversation_comes_back_from_the_browser_as_it_was(fake: FakeAssistant) -> None:
    conversation = talked(fake, "How fragile are influence functions?", "And neural trees?")
    again = Conversation.read(browser_value(conversation))
    *_, asked = fake.answer("And neural trees?")
    restored = again.turns[1].restored(fake.library)
    assert [s.text for s in restored.statements] == [s.text for s in asked.statements]
    assert restored.citations == asked.citations
    assert answer_view.answer(restored).count("<mark") == answer_view.answer(asked).count("<mark")


def test_a_paper_that_changed_loses_its_highlights_and_one_that_is_gone_its_citation(
    fake: FakeAssistant,
) -> None:
    *_, answer = fake.answer("How fragile are influence functions?")
    first, second = answer.citations[0].paper, answer.citations[1].paper
    rest = [p for p in builtin_papers() if p.id not in (first.id, second.id)]
    changed = replace(first, abstract="It was rewritten. " * 80)
    library = FakeLibrary([changed, *rest])
    restored = saved.restore(saved.save(answer), "q", library)
    assert restored.citations[0].quotes == ()
    assert second.id not in {c.paper.id for c in restored.citations}


@given(JSON)
def test_no_value_from_a_browser_breaks_the_page(value: object) -> None:
    conversation = Conversation.read(value)
    for turn in conversation.turns:
        assert turn.restored(FakeLibrary([])).status in Status


@pytest.mark.parametrize(
    "answer", [{}, {"kind": "riddle"}, {"citations": 3, "near": None}, {"citations": [{}]}]
)
def test_an_answer_kept_by_another_version_says_so(answer: dict[str, object]) -> None:
    conversation = Conversation.read({"turns": [{"question": "q", "answer": answer}]})
    restored = conversation.turns[0].restored(FakeLibrary([]))
    assert restored.status is Status.ERROR
    assert "Ask again" in restored.lead


def test_wrong_filters_count_as_none() -> None:
    assert read_filters({"authors": 3, "year_from": "x", "venues": [None, " "]}) == EVERYTHING
    assert read_filters({"year_from": 2019.0, "authors": ["A"]}) == Filters(("A",), year_from=2019)


def test_the_last_turns_alone_say_how_many_there_were(fake: FakeAssistant) -> None:
    value = browser_value(talked(fake, "one robots", "two robots", "three robots"))
    last = Conversation.read({**value, "turns": value["turns"][-1:]})  # type: ignore[index]
    assert (last.number, len(last.turns)) == (3, 1)
    engine = ready(fake)
    assert 'data-turn="2"' in drawn(engine, last)
    assert Conversation.read({**value, "number": 1}).number == 3
    assert Conversation.read({**value, "number": "x"}).number == 3


def test_markdown_bibtex_and_json_take_the_conversation_along(fake: FakeAssistant) -> None:
    conversation = talked(fake, "How fragile are influence functions?")
    markdown = exported(conversation, "markdown", fake.library)["text"]
    assert markdown.startswith("## How fragile are influence functions?")
    bib = exported(conversation, "bibtex", fake.library)["text"]
    assert "@inproceedings{basu2021influence," in bib
    records = json.loads(exported(conversation, "json", fake.library)["text"])
    assert records[0]["citations"][0]["title"] == "Influence Functions in Deep Learning Are Fragile"


def test_the_history_names_the_papers_that_were_cited(fake: FakeAssistant) -> None:
    conversation = talked(fake, "How fragile are influence functions?")
    cited = [c["paper"] for c in conversation.turns[0].answer["citations"]]
    question, answer = conversation.history()
    assert question.papers == ()
    assert list(answer.papers) == cited != []
    broken = Conversation.read({"turns": [{"question": "q", "answer": {"citations": ["x", {}]}}]})
    assert [turn.papers for turn in broken.history()] == [(), ()]


def test_papers_that_were_chosen_are_what_these_means(fake: FakeAssistant) -> None:
    ids = tuple(p.id for p in builtin_papers()[3:6])
    only = Filters(paper_ids=ids)
    *_, chosen = Conversation(filters=only).history()
    assert (chosen.role, chosen.papers) == ("assistant", ids)
    talk = talked(fake, "How fragile are influence functions?")
    *_, last = replace(talk, filters=only).history()
    assert last.papers == ids
    *_, answer = fake.answer("one robots", (), only)
    told = talk.add(Exchange.of("one robots", answer, only))
    first, *_, last = replace(told, filters=only).history()
    assert first.content == "Ask only these papers"
    assert last.content == answer.text
    assert all(turn.content for turn in told.history())
    assert Conversation.read(browser_value(told)).turns[-1].chosen == ids


def test_these_are_compared_in_the_order_chosen_by_the_real_pipeline(assistant: Assistant) -> None:
    papers = list(assistant.library.papers())[5:3:-1]
    only = Filters(paper_ids=tuple(p.id for p in papers))
    history = tuple(Conversation(filters=only).history())
    *_, answer = assistant.answer("Compare these", history, only)
    assert answer.request.kind is Kind.COMPARISON
    html = answer_view.answer(answer)
    places = [html.index(escape(p.title)) for p in papers]
    assert places == sorted(places)
