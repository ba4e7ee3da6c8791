"""What can be evaluated: the assistant, and simple systems to measure it against.

Each answers a question with the contract's JSON record.  ``eval.citation_engine`` has the one that
runs LlamaIndex's CitationQueryEngine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from assistant.protocols import Embedder, Search, Vectors
from assistant.serialise import answer_record
from assistant.types import Answer, Paper, Retrieved, Sentence, Turn
from eval.questions import Question

Record = dict[str, Any]
_PAPERS, _SENTENCES, _RETRIEVED = 5, 3, 20


class System(Protocol):
    """Something that answers questions."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def answer(self, question: Question) -> Record:
        """The answer as the contract's record, with ``wall`` seconds where they were taken."""


class Answering(Protocol):
    """The part of ``assistant.wiring``'s assistant that is evaluated."""

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Any:  # noqa: ANN401
        """Ever fuller answers."""


class AssistantSystem:
    """The assistant itself, timed from outside."""

    name = "assistant"

    def __init__(self, assistant: Answering) -> None:
        self._assistant = assistant

    def answer(self, question: Question) -> Record:
        """The last answer of the stream, with the time of the first text by our own clock."""
        start = time.perf_counter()
        first, last = None, None
        for answer in self._assistant.answer(question.question, question.turns):
            last = answer
            if first is None and _has_text(answer):
                first = time.perf_counter() - start
        total = time.perf_counter() - start
        if last is None:
            message = "the assistant yielded no answer"
            raise RuntimeError(message)
        wall = {"first_text": total if first is None else first, "total": total}
        return answer_record(last, question.id) | {"wall": wall}


def _has_text(answer: Answer) -> bool:
    return bool(answer.text or answer.lead or answer.sections or answer.closing)


class AlwaysAbstain:
    """Says of everything that the collection does not answer."""

    name = "always-abstain"

    def answer(self, question: Question) -> Record:
        """An abstention."""
        return record(question, "not_in_collection", (), ())


class NeverAbstain:
    """The assistant, with top sentences wherever it abstained: what the gate is worth.

    Args:
        answers: The assistant's records by question id.
        fallback: What answers in its place.
    """

    name = "never-abstain"

    def __init__(self, answers: Mapping[str, Record], fallback: System) -> None:
        self._answers, self._fallback = answers, fallback

    def answer(self, question: Question) -> Record:
        """The assistant's answer unless it abstained."""
        given = self._answers[question.id]
        if given["status"] in ("not_in_collection", "not_in_abstract"):
            return self._fallback.answer(question)
        return given


class TopSentences:
    """The three sentences nearest the question, from the five papers found first; never abstains.

    Args:
        name: What reports call it.
        search: Finds the papers.
        scorer: Scores sentences for a question.
    """

    def __init__(self, name: str, search: Search, scorer: Scorer) -> None:
        self.name = name
        self._search, self._scorer = search, scorer

    def answer(self, question: Question) -> Record:
        """Three verbatim sentences, each with its paper's citation."""
        from vectorstore.sentences import sentences

        start = time.perf_counter()
        hits = self._search.search(question.question, _RETRIEVED)
        pieces = [s for hit in hits[:_PAPERS] for s in sentences(hit.paper)]
        scores = self._scorer(question.question, [s.text for s in pieces]) if pieces else []
        order = np.argsort(-np.asarray(scores), kind="stable")[:_SENTENCES]
        best = [pieces[i] for i in order]
        total = time.perf_counter() - start
        confidence = hits[0].dense if hits else 0.0
        answer = record(question, "answered", best, hits) | {
            "wall": {"first_text": total, "total": total}
        }
        return answer | {"details": {"confidence": confidence}}


Scorer = Callable[[str, Sequence[str]], Sequence[float]]
"""Scores of sentences for a question; higher is nearer."""


def cosine_scorer(embedder: Embedder) -> Scorer:
    """Sentences by the embedding model; a sentence is embedded once."""
    known: dict[str, Vectors] = {}

    def scores(question: str, texts: Sequence[str]) -> Sequence[float]:
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            known.update(zip(new, embedder.embed(new), strict=True))
        query = embedder.embed_query(question)
        return [float(known[text] @ query) for text in texts]

    return scores


def word_scorer(rarity: Callable[[str], float]) -> Scorer:
    """Sentences by the summed rarity of the question's words that they hold."""
    from assistant.wording.text import content_stems

    def scores(question: str, texts: Sequence[str]) -> Sequence[float]:
        wanted = set(content_stems(question))
        return [sum(rarity(s) for s in wanted & set(content_stems(text))) for text in texts]

    return scores


def record(
    question: Question, status: str, said: Sequence[Sentence], hits: Sequence[Retrieved]
) -> Record:
    """A contract record whose statements are quotes."""
    papers: dict[str, Paper] = {s.paper.id: s.paper for s in said}
    number = {paper_id: i for i, paper_id in enumerate(papers, start=1)}
    return {
        "id": question.id,
        "question": question.question,
        "status": status,
        "kind": "question",
        "text": "\n".join(
            f"**{s.paper.title}**\n> {s.text} [{number[s.paper.id]}]\n" for s in said
        ),
        "statements": [
            {
                "text": s.text,
                "citations": [number[s.paper.id]],
                "verdict": "supported",
                "source": "quote",
            }
            for s in said
        ],
        "citations": [
            {
                "number": number[paper.id],
                "paper_id": paper.id,
                "title": paper.title,
                "url": paper.url,
                "pdf": paper.pdf,
                "quotes": [s.text for s in said if s.paper.id == paper.id],
            }
            for paper in papers.values()
        ],
        "retrieved": [{"paper_id": hit.paper.id, "score": hit.score} for hit in hits],
    }
