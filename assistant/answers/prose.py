"""The prose writer: a model writes from the evidence; only what the check bears out stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.models.answering import TextModel
from assistant.text import content_stems
from assistant.types import Evidence, Request, Source, Statement, Verdict
from assistant.verification import check
from prompts import fill
from vectorstore.sentences import sentence_spans

DOES_NOT_SAY = "The abstract does not say."
LEAST_SHARE = 0.5
"""Prose is given up when less than this share of its sentences passes the check."""
_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_MOST_SENTENCES = 4


class ProseWriter:
    """Writes one or two sentences from evidence and keeps those that the evidence supports.

    Args:
        model: The language model.
    """

    def __init__(self, model: TextModel) -> None:
        self._model = model

    def write(
        self, request: Request, evidence: Sequence[Evidence]
    ) -> Iterator[Sequence[Statement]]:
        """The verified statements so far; the last value is the whole, empty where too few pass."""
        numbered = "\n".join(
            f"[{n}] {e.paper.title}: {e.sentence.text}" for n, e in enumerate(evidence, 1)
        )
        prompt = fill("answer", evidence=numbered, question=request.query)
        kept, seen, tried = list[Statement](), 0, 0
        text = ""
        for text in self._model.stream(prompt):
            complete = _sentences(text)[:-1]
            for sentence in complete[seen:]:
                tried += 1
                kept += self._checked(sentence, evidence, kept)
                yield tuple(kept)
            seen = len(complete)
            if seen >= _MOST_SENTENCES or _loops(complete):
                break
        else:
            for sentence in _sentences(text)[seen:]:
                tried += 1
                kept += self._checked(sentence, evidence, kept)
        yield tuple(kept) if tried and len(kept) / tried >= LEAST_SHARE else ()

    def _checked(
        self, sentence: str, evidence: Sequence[Evidence], kept: Sequence[Statement]
    ) -> list[Statement]:
        """The sentence as a statement that cites its evidence, or nothing."""
        plain = _MARK.sub("", sentence).strip()
        if not content_stems(plain) or any(s.text == plain for s in kept):
            return []
        best = _nearest(plain, evidence)
        quotes = [e.sentence for e in best]
        result = check(plain, [q.text for q in quotes], best[0].paper.title)
        if result.verdict is not Verdict.SUPPORTED:
            return []
        return [
            Statement(
                plain,
                Source.MODEL,
                papers=(best[0].paper,),
                quotes=tuple(quotes),
                verdict=result.verdict,
                reason=result.reason,
            )
        ]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)] or [""]


def _loops(sentences: Sequence[str]) -> bool:
    return len(set(sentences)) < len(sentences)


def _nearest(statement: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """What a statement rests on: the best sentence, and a second of that paper if it adds."""
    wanted = set(content_stems(statement))

    def shared(e: Evidence) -> set[str]:
        return wanted & set(content_stems(e.sentence.text))

    best = max(evidence, key=lambda e: (len(shared(e)), e.score))
    others = [e for e in evidence if e.paper.id == best.paper.id and e is not best]
    more = max(others, key=lambda e: len(shared(e) - shared(best)), default=None)
    if more is not None and shared(more) - shared(best):
        return [best, more]
    return [best]
