"""What a taught model says of lessons it has not seen: how much of it stands, how much is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers.prose import DOES_NOT_SAY
from assistant.types import Verdict
from assistant.verification.verifier import check
from assistant.wording.text import content_stems
from eval.statistics import Estimate, mean
from eval.teaching.lessons import Lesson
from vectorstore.sentences import sentence_spans

NEW_TOKENS = 90


@dataclass(frozen=True, slots=True)
class Said:
    """What was made of one lesson.

    Attributes:
        text: As the model wrote it.
        kept: The sentences that the product's check found supported by the quotes.
        recall: Share of the wanted answer's content words, beyond those of the question, in what
            was kept; None where the wanted answer is that the abstract does not say.
        abstained: Whether the model said that the abstract does not say.
    """

    text: str
    kept: tuple[str, ...]
    recall: float | None
    abstained: bool


def judge(lesson: Lesson, text: str) -> Said:
    """Check a model's text against a lesson's quotes and its wanted answer."""
    kept = tuple(
        sentence
        for sentence in (text[start:end] for start, end in sentence_spans(text))
        if any(
            check(sentence, quotes, title).verdict is Verdict.SUPPORTED
            for title, quotes in lesson.quotes
        )
    )
    wanted = set(content_stems(lesson.answer)) - set(content_stems(lesson.question))
    found = set(content_stems(" ".join(kept)))
    scored = wanted and lesson.answer != DOES_NOT_SAY
    recall = len(wanted & found) / len(wanted) if scored else None
    return Said(text, kept, recall, text.strip().startswith(DOES_NOT_SAY[:-1]))


def figures(lessons: Sequence[Lesson], said: Sequence[Said]) -> dict[str, Estimate]:
    """The means over lessons, by name, with their intervals.

    ``verified_recall`` is over lessons with an answer; ``shown`` is the share of those of which
    some sentence was kept; ``abstains_rightly`` is over those without one, ``abstains_wrongly``
    over those with one.
    """
    answered = [s for s in said if s.recall is not None]
    silent = [s for e, s in zip(lessons, said, strict=True) if e.answer == DOES_NOT_SAY]
    values = {
        "verified_recall": [s.recall or 0.0 for s in answered],
        "shown": [float(bool(s.kept)) for s in answered],
        "words": [float(len(s.text.split())) for s in answered],
        "abstains_wrongly": [float(s.abstained) for s in answered],
        "abstains_rightly": [float(s.abstained) for s in silent],
    }
    return {name: found for name, v in values.items() if (found := mean(v)) is not None}


def write(model: Any, tokenizer: Any, prompt: str) -> str:  # noqa: ANN401 - transformers has no types
    """The model's greedy answer to a user's turn."""
    import torch

    turns = [{"role": "user", "content": prompt}]
    text = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    ids = tokenizer(text, add_special_tokens=False, return_tensors="pt").input_ids.to(model.device)
    with torch.inference_mode():
        out = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=NEW_TOKENS,
            do_sample=False,
            pad_token_id=tokenizer.eos_token_id,
        )
    return str(tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True))
