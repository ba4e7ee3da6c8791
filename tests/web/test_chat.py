import time

import pytest

from assistant.errors import AssistantError, ModelError
from assistant.types import Filters
from assistant.web.chat import ask
from assistant.web.conversation import Conversation
from assistant.web.engine import AnswersQuestions, Engine
from assistant.web.examples import examples
from assistant.web.services import functions
from assistant.web.welcome import welcome
from tests.fakes import FakeAssistant, builtin_papers


def ready(assistant: AnswersQuestions) -> Engine:
    engine = Engine(lambda report: assistant)
    for _ in engine.wait():
        pass
    return engine


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(builtin_papers())


def test_an_answer_grows_and_is_kept_when_it_is_whole(assistant: FakeAssistant) -> None:
    assistant.pause = 0.13
    views = list(ask(ready(assistant), "How fragile are influence functions?", Conversation()))
    sizes = [view.live.count("pa-statement") for view in views]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 1
    assert [view.kept for view in views[:-1]] == [None] * (len(views) - 1)
    assert views[-1].kept is not None
    assert views[-1].kept.question == "How fragile are influence functions?"


def test_a_turn_costs_the_same_however_long_the_conversation(assistant: FakeAssistant) -> None:
    engine, question = ready(assistant), "How fragile are influence functions?"
    *_, first = ask(engine, question, Conversation())
    *_, last = ask(engine, question, Conversation(number=4999))
    assert abs(len(last.live) - len(first.live)) < 20
    assert 'data-turn="4999"' in last.live


def test_the_same_answer_again_is_told_from_the_one_before(assistant: FakeAssistant) -> None:
    engine = ready(assistant)
    one, again = ([*ask(engine, "robots", Conversation())][-1].live for _ in range(2))
    assert one != again


def test_the_assistant_is_told_the_turns_before_and_the_filters(assistant: FakeAssistant) -> None:
    engine, filters = ready(assistant), Filters(venues=("ICLR",))
    *_, first = ask(engine, "robots in graphs", Conversation(filters=filters))
    assert first.kept is not None
    list(ask(engine, "and then?", Conversation(filters=filters).add(first.kept)))
    question, history, given = assistant.asked[-1]
    assert (question, given) == ("and then?", filters)
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[0].content == "robots in graphs"


def test_stopping_stops_the_assistant(assistant: FakeAssistant) -> None:
    stream = ask(ready(assistant), "How fragile are influence functions?", Conversation())
    while "pa-statement" not in next(stream).live:
        pass
    stream.close()
    assert assistant.closed == 1


def test_a_failing_question_says_what_to_do_and_the_next_one_works(
    assistant: FakeAssistant,
) -> None:
    engine = ready(assistant)
    assistant.failure = ModelError("The model is gone.", "Type: paper-assistant doctor")
    *_, view = ask(engine, "robots", Conversation())
    assert "The model is gone. Type: paper-assistant doctor" in view.live
    assistant.failure = RuntimeError("<b>secret path</b>")
    *_, view = ask(engine, "robots", Conversation())
    assert "Ask again" in view.live
    assert "secret" not in view.live
    assistant.failure = None
    *_, view = ask(engine, "How fragile are influence functions?", Conversation())
    assert "pa-chip" in view.live


def test_a_question_asked_too_early_waits_for_the_assistant(assistant: FakeAssistant) -> None:
    def build(report: object) -> FakeAssistant:
        report("Loading the models")  # type: ignore[operator]
        time.sleep(0.2)
        return assistant

    views = list(ask(Engine(build), "How fragile are influence functions?", Conversation()))
    assert "Loading the models" in views[0].live + views[1].live
    assert views[-1].kept


def test_a_start_that_fails_is_told_and_can_be_tried_again(assistant: FakeAssistant) -> None:
    outcomes: list[object] = [ModelError("No such model.", "Use 'embedded'."), assistant]

    def build(report: object) -> FakeAssistant:
        outcome = outcomes.pop(0)
        if isinstance(outcome, AssistantError):
            raise outcome
        return outcome  # type: ignore[return-value]

    engine = Engine(build)
    *_, state = engine.wait()
    assert state.problem == "No such model. Use 'embedded'."
    assert "No such model" in welcome(engine)
    engine.start()
    *_, state = engine.wait()
    assert state.ready


def test_an_empty_collection_offers_the_built_in_one() -> None:
    filled = FakeAssistant(builtin_papers())
    engine = Engine(lambda report: FakeAssistant([]), lambda report: filled)
    list(engine.wait())
    assert 'data-event="fill"' in welcome(engine)
    engine.fill()
    list(engine.wait())
    assert "Ask 100 papers" in welcome(engine)


def test_examples_are_of_papers_that_are_there(assistant: FakeAssistant) -> None:
    assert len(examples(assistant.library)) == 6
    few = FakeAssistant(builtin_papers()[:1])
    titles = {p.title for p in few.library.papers()}
    asked = [q for q in examples(few.library) if "“" in q]
    assert all(q.split("“")[1].split("”")[0] in titles for q in asked)
    assert examples(FakeAssistant([]).library) == []


def test_cards_and_similar_papers_come_for_known_ids_only(assistant: FakeAssistant) -> None:
    services = {f.__name__: f for f in functions(ready(assistant))}
    assert "Influence Functions" in str(services["paper"]("xHKVVHGDOEk"))
    assert "no longer in the collection" in str(services["paper"](["<script>"]))
    assert str(services["similar"]("xHKVVHGDOEk")).count("pa-card") > 3
