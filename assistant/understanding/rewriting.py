"""A model rewrites a follow-up to stand alone; what it writes counts only where the rules agree.

The rules read a follow-up first.  A model that was measured to write well may say it better, or
say what the rules could not; but it may bring in no name, number or paper that the conversation
does not hold, and where the rules know which papers are meant it must mean the same ones.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from assistant.errors import ModelError
from assistant.models.answering import Fits, Progress, TextModel
from assistant.protocols import Library
from assistant.types import Paper, Request, Turn
from assistant.understanding import conversation
from assistant.understanding.rules import ATTRIBUTES
from assistant.understanding.titles import Titles
from assistant.wording.text import STOPWORDS, content_stems, names, numbers, stem, words
from prompts import fill

_log = logging.getLogger(__name__)
_TURNS, _CHARACTERS, _MOST_WORDS = 6, 600, 45
_POINTING = frozenset(
    "second third fourth fifth last former latter one ones two three both".split()
)
_KEPT = 0.6
"""Share of the question's own content words that a rewritten one must hold."""


class Rewriter:
    """Lets a model rewrite follow-ups.

    Args:
        model: The model, measured to write well.
        name: What it is called in traces.
    """

    def __init__(self, model: TextModel, name: str) -> None:
        self._model = model
        self.name = name

    def rewritten(
        self, ruled: Request, history: Sequence[Turn], library: Library, titles: Titles
    ) -> Request:
        """The request with the model's wording, or as the rules read it.

        Args:
            ruled: The follow-up as the rules read it.
            history: The turns before, oldest first.
            library: The catalog, for the papers that the chat's own state names.
            titles: Resolves the papers that a text names.
        """
        try:
            text = self._written(ruled.question, history)
        except ModelError as error:
            _log.warning("The question is read by rules alone: %s", error)
            return ruled
        state = conversation.read(history, titles, library)
        meant = tuple(match.paper for match in titles.named(text))
        reason = objection(text, ruled, history, state.order, meant)
        if reason:
            trace = (*ruled.trace, f"{self.name}'s rewriting was not taken: {reason}")
            return replace(ruled, trace=trace)
        trace = (*ruled.trace, f"rewritten by {self.name}")
        papers = ruled.papers or meant
        return replace(ruled, query=text, standalone=text, papers=papers, trace=trace)

    def _written(self, question: str, history: Sequence[Turn]) -> str:
        progress = Progress()
        with closing(self._model.stream(_Composer(question, history))) as stream:
            for progress in stream:
                if "\n" in progress.text.strip():
                    break
        line, *_ = progress.text.strip().splitlines() or [""]
        return line.strip().strip("\"“”'").strip()


def objection(
    text: str,
    ruled: Request,
    history: Sequence[Turn],
    spoken_of: Sequence[Paper],
    meant: Sequence[Paper],
) -> str:
    """Why a rewritten question is not taken, in words; empty where nothing speaks against it.

    Args:
        text: What the model wrote.
        ruled: The follow-up as the rules read it.
        history: The turns before.
        spoken_of: The papers that the conversation has named.
        meant: The papers that the text names.
    """
    if not 0 < len(text.split()) <= _MOST_WORDS:
        return "it is empty or long"
    told = [ruled.question, *(turn.content for turn in history)]
    told += [paper.title for paper in (*spoken_of, *ruled.papers)]
    before = " ".join(told)
    known = set(words(before)) | STOPWORDS | ATTRIBUTES
    said = [*names(text), *numbers(text)]
    if strange := [n for n in said if not set(words(n)) <= known]:
        return f"it brings in {strange[0]}"
    stems = {stem(word) for word in known}
    if new := [word for word in words(text) if word not in known and stem(word) not in stems]:
        return f"it brings in '{new[0]}'"
    ids = {paper.id for paper in (*spoken_of, *ruled.papers)}
    if stranger := [paper for paper in meant if paper.id not in ids]:
        return f"it means {stranger[0].label}"
    by_rules = {paper.id for paper in ruled.papers}
    if by_rules and by_rules != {paper.id for paper in meant}:
        return "it means other papers than the rules found"
    own = set(content_stems(ruled.question)) - {stem(word) for word in _POINTING}
    kept = own & set(content_stems(text))
    return "" if len(kept) >= _KEPT * len(own) else "it asks something else"


class _Composer:
    """Makes the prompt, with as many of the last turns as fit."""

    def __init__(self, question: str, history: Sequence[Turn]) -> None:
        self._question = question
        self._history = list(history[-_TURNS:])

    def __call__(self, fits: Fits, wants_examples: bool) -> list[Turn]:
        """The turns.

        Raises:
            ModelError: Not even the question fits.
        """
        for start in range(len(self._history) + 1):
            told = "\n".join(_line(turn) for turn in self._history[start:])
            turns = [Turn("user", fill("rewrite", conversation=told, question=self._question))]
            if fits(turns):
                return turns
        message = "The question does not fit into the answer model's context."
        raise ModelError(message, "Ask a shorter one, or choose a model with a longer context.")


def _line(turn: Turn) -> str:
    text = " ".join(turn.content.split())
    shown = text if len(text) <= _CHARACTERS else text[:_CHARACTERS] + "…"
    return f"{'Person' if turn.role == 'user' else 'Assistant'}: {shown}"
