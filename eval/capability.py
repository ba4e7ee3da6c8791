"""How well a model writes: its checked prose on development questions about the built-in papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.models.answering import AnswerModel
from assistant.models.capability import Capability
from assistant.settings import Settings
from assistant.types import Answer, Source, Verdict
from eval.matching import stated
from eval.questions import Question, load, reference_set
from prompts import fingerprint

QUESTIONS = 24
"""Enough to tell a model that can write from one that cannot: 24 single-paper questions hold about
35 key facts, so the share is known to about a sixth."""
Told = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Measured:
    """A measurement with the answers it rests on."""

    capability: Capability
    answers: Sequence[tuple[Question, Answer]]


def measure(settings: Settings, tell: Told, count: int = QUESTIONS) -> Measured:
    """Let the model that the settings name answer, and see what of it stands.

    Only questions whose quotes come from a right paper count: what the search misses is no fault
    of the model.

    Args:
        settings: Names the answer model; the collection is one of the evaluation's own.
        tell: Told how far it is.
        count: At most so many questions.

    Raises:
        ModelError: The model cannot be loaded or fails.
    """
    from assistant.wiring import build_with
    from eval.baselines import open_shelf
    from eval.stores import own_store

    model = AnswerModel(settings)
    tell("Loading the model", 0, 0)
    # A wrong name should be told before a collection is made.
    assert model.engine is not None
    store = own_store(settings, "builtin")
    open_shelf(store, builtin=True)
    # By the ordinary check: whether the stricter one is needed is what this decides.
    writing = replace(store, writer="prose", show_dropped=False, closely="never")
    assistant = build_with(writing, model)
    answers = list[tuple[Question, Answer]]()
    asked = development_questions()[:count]
    for done, question in enumerate(asked):
        tell("Asking", done, len(asked))
        *_, answer = assistant.answer(question.question)
        answers.append((question, answer))
    tell("Asking", len(asked), len(asked))
    return Measured(summary(answers, model), answers)


def development_questions() -> list[Question]:
    """Questions about one paper with key facts, of the development part."""
    return [q for q in load(reference_set(), "dev") if q.kind == "single" and q.facts]


def summary(answers: Sequence[tuple[Question, Answer]], model: AnswerModel) -> Capability:
    """The shares over all questions whose quotes come from a right paper."""
    facts, sentences, kept, shown, counted = list[bool](), 0, 0, 0, 0
    for question, answer in answers:
        told = answer.details.get("prose")
        right = {p.id for s in answer.statements for p in s.papers} & question.gold.allowed
        if told is None or not right:
            continue
        counted += 1
        prose = [s.text for s in answer.statements if s.source is Source.MODEL
                 and s.verdict is Verdict.SUPPORTED]  # fmt: skip
        facts += stated(" ".join(prose), question.facts)
        sentences += told["kept"] + len(told["dropped"])
        kept += told["kept"]
        shown += bool(prose)
    used = model.usage
    return Capability(
        facts=_share(sum(facts), len(facts)),
        kept=_share(kept, sentences),
        answered=_share(shown, counted),
        questions=counted,
        tokens_per_second=round(used.tokens / used.seconds, 1) if used.seconds else 0.0,
        prompts=fingerprint(),
        measured=datetime.now(UTC).strftime("%Y-%m-%d"),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
