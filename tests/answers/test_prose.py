from collections.abc import Generator

import pytest

from assistant.answers.prompting import Composer
from assistant.answers.prose import ProseWriter
from assistant.answers.prose_section import with_prose
from assistant.answers.taught import taught_prompt
from assistant.models.answering import AnswerModel, Compose, Progress
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Evidence, Kind, Prose, Request, Source, Verdict
from tests.models.engines import ScriptedEngine
from tests.stores import ask, builtin_papers
from vectorstore.sentences import sentences

QUESTION = "How much faster is DDIM sampling than DDPM?"
REQUEST = Request(QUESTION, Kind.QUESTION, QUESTION)


@pytest.fixture(scope="module")
def evidence() -> list[Evidence]:
    paper = next(p for p in builtin_papers() if p.title.startswith("Denoising Diffusion Implicit"))
    return [Evidence(s, 0.9 - s.position / 10) for s in sentences(paper)]


def writer(*texts: str, repairs: bool = False) -> tuple[ProseWriter, ScriptedEngine]:
    engine = ScriptedEngine(*texts)
    model = AnswerModel(Settings(), lambda _: engine)
    return ProseWriter(model, "scripted", repairs), engine


def whole(evidence: list[Evidence], *texts: str, repairs: bool = False) -> Prose:
    return list(writer(*texts, repairs=repairs)[0].write(REQUEST, evidence))[-1]


def faithful(evidence: list[Evidence]) -> str:
    return next(e.sentence.text for e in evidence if "50" in e.sentence.text)


def test_what_the_evidence_says_stays_with_its_source(evidence: list[Evidence]):
    said = faithful(evidence)
    prose = whole(evidence, f"{said} [3]")
    (statement,) = prose.statements
    assert statement.text == said
    assert statement.source is Source.MODEL
    assert statement.verdict is Verdict.SUPPORTED
    assert said in [q.text for q in statement.quotes]


def test_what_it_does_not_say_is_dropped_with_the_reason(evidence: list[Evidence]):
    prose = whole(evidence, f"{faithful(evidence)} It was invented in 1873 by Bananatron.")
    assert len(prose.statements) == 1
    (dropped,) = prose.dropped
    assert "1873" in dropped.reason or "Bananatron" in dropped.reason


def test_a_sentence_that_leans_on_a_refused_one_is_refused_with_it(evidence: list[Evidence]):
    said = faithful(evidence)
    leaning = "They can trade off computation for sample quality."
    plain = "DDIMs can trade off computation for sample quality."
    for text, refused in ((leaning, True), (plain, False)):
        prose = whole(evidence, f"{said} It was seen in Atlantis999 in 1873. {text}")
        assert (text in [s.text for s in prose.dropped]) is refused
    assert len(whole(evidence, f"{said} {leaning}").statements) == 2


def test_too_little_that_holds_leaves_the_quotes_alone(evidence: list[Evidence]):
    lies = "It needs 777 apples. It was seen in Atlantis999. It costs 12345 dollars."
    prose = whole(evidence, f"{faithful(evidence)} {lies}")
    assert not prose.statements
    assert "refused 3 of the model's 4" in prose.note


def test_a_model_that_abstains_says_nothing(evidence: list[Evidence]):
    prose = whole(evidence, "The abstract does not say.")
    assert (prose.statements, prose.dropped) == ((), ())
    assert "no answer" in prose.note


def test_the_same_sentence_stands_once(evidence: list[Evidence]):
    said = faithful(evidence)
    assert len(whole(evidence, f"{said} {said}").statements) == 1


def test_a_title_that_the_model_copies_before_a_sentence_is_taken_off(evidence: list[Evidence]):
    said = faithful(evidence)
    title = evidence[0].paper.title
    assert whole(evidence, f"[1] {title}: {said}").statements[0].text == said


def test_a_capable_model_mends_what_was_refused_in_its_place(evidence: list[Evidence]):
    said, bad = faithful(evidence), "It runs 777 times faster than before."
    fixed, engine = writer(f"{bad} {said}", sentences_of(evidence)[0], repairs=True)
    prose = list(fixed.write(REQUEST, evidence))[-1]
    assert [s.text for s in prose.statements] == [sentences_of(evidence)[0], said]
    assert not prose.dropped
    assert bad in engine.prompts[1][0].content
    assert "777" in engine.prompts[1][0].content


def test_a_repair_that_is_no_better_changes_nothing(evidence: list[Evidence]):
    prose = whole(evidence, f"{faithful(evidence)} It eats 777 apples.", "Nothing.", repairs=True)
    assert len(prose.statements) == len(prose.dropped) == 1


def test_an_unmeasured_model_whose_sentences_fail_is_left_out_in_the_end(evidence: list[Evidence]):
    engine = ScriptedEngine("It eats 777 apples.")
    model = AnswerModel(Settings(), lambda _: engine)
    trial = ProseWriter(model, "scripted", trial=True)
    notes = [list(trial.write(REQUEST, evidence))[-1].note for _ in range(10)]
    assert "refused 1 of the model's 1" in notes[7]
    assert "left out" in notes[8]
    assert len(engine.prompts) == 8


def test_an_unmeasured_model_that_does_well_goes_on(evidence: list[Evidence]):
    engine = ScriptedEngine(faithful(evidence))
    trial = ProseWriter(AnswerModel(Settings(), lambda _: engine), "scripted", trial=True)
    prose = [list(trial.write(REQUEST, evidence))[-1] for _ in range(10)]
    assert all(p.statements for p in prose)


def sentences_of(evidence: list[Evidence]) -> list[str]:
    return [e.sentence.text for e in evidence]


def test_the_prompt_shows_examples_and_the_evidence_with_numbers(evidence: list[Evidence]):
    written, engine = writer("The abstract does not say.")
    list(written.write(REQUEST, evidence))
    turns = engine.prompts[0]
    assert [t.role for t in turns[:2]] == ["user", "assistant"]
    assert f"[1] {evidence[0].paper.title}: {evidence[0].sentence.text}" in turns[-1].content
    assert turns[-1].content.rstrip().endswith(QUESTION)


def test_a_model_that_was_taught_gets_the_prompt_that_it_was_taught_with(evidence: list[Evidence]):
    turns = Composer(QUESTION, evidence)(lambda _: True, False)
    assert [t.content for t in turns] == [taught_prompt(QUESTION, evidence)]
    assert turns[0].content.count(evidence[0].paper.title) == 1
    assert all(f"- {text}" in turns[0].content for text in sentences_of(evidence))


class Waits:
    """A model with others before this question."""

    def stream(self, compose: Compose) -> Generator[Progress]:
        yield Progress(place=2)
        yield Progress(place=1)
        yield Progress("Yes")


def test_the_place_in_the_queue_is_told_while_the_quotes_stand(assistant: Assistant):
    waits = Assistant(assistant.library, assistant.reader, Settings(), ProseWriter(Waits(), "slow"))
    answers = list(waits.answer(QUESTION))
    places = [a.details.get("queue") for a in answers]
    assert places[:4] == [None, 2, 1, None]
    assert all(a.statements for a in answers)
    assert "queue" not in answers[-1].details
    assert answers[-1].details["prose"]["model"] == "slow"


def test_dropped_sentences_are_shown_struck_through_on_request(
    assistant: Assistant, evidence: list[Evidence]
):
    lie = "It was invented in 1873 by Bananatron."
    for show in (False, True):
        written, _ = writer(f"{faithful(evidence)} {lie}")
        settings = Settings(show_dropped=show)
        answer = ask(Assistant(assistant.library, assistant.reader, settings, written), QUESTION)
        assert (f"~~{lie}~~" in answer.text) is show
        assert any(s.verdict is Verdict.UNSUPPORTED for s in answer.statements) is show


def test_prose_stands_before_the_quotes_and_both_keep_to_the_words(
    assistant: Assistant, evidence: list[Evidence]
):
    draft = ask(assistant, QUESTION)
    prose = whole(evidence, faithful(evidence))
    chosen = [evidence[:4]]
    for words in (40, 60, 90, 400):
        answer = with_prose(draft, chosen, prose, "m", words)
        assert answer.sections[0].statements == prose.statements
        first, *rest = [s for section in answer.sections[1:] for s in section.statements]
        assert first.text == evidence[0].sentence.text
        said = sum(len(s.text.split()) for s in answer.statements)
        assert said <= words or not rest
        folded = [s.text for section in answer.more for s in section.statements]
        assert {e.sentence.text for e in chosen[0]} <= {s.text for s in answer.statements} | {
            *folded
        }
        assert (len(rest) == 3) is (words == 400)
    assert with_prose(draft, chosen, Prose(), "m", 120).sections == draft.sections
