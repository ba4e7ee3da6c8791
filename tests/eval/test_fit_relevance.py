"""The gate's fit asks every question with its paper there and without, and learns to tell apart."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.evidence.selection import Vectors
from assistant.gate.paper_features import FEATURES
from eval.caching import CachingEmbedder
from eval.fit_relevance import Case, figures, fit_on, labels, shelf
from eval.fitting import linear_model
from tests.stores import HashingEmbedder, builtin_papers
from vectorstore.sentences import sentences


def cases(count: int) -> list[Case]:
    """The last sentence of each paper as a question that it answers."""
    papers = builtin_papers()[:count]
    return [Case(sentences(p)[-1].text, frozenset((p.id,)), True, "own") for p in papers]


def test_what_is_asked_with_and_without_its_paper_can_be_told_apart():
    with shelf(builtin_papers(), HashingEmbedder()) as small:
        asked = [a for case in cases(30) for a in small.ask(case)]
    assert {a.present for a in asked} == {True, False}
    assert not any(any(labels(a)) for a in asked if not a.present)
    assert all(a.rows.shape[1] == len(FEATURES) for a in asked)
    found = figures(asked)["own"]
    assert found["right_paper_first"] > 0.9  # type: ignore[index]
    model = linear_model(fit_on(asked))
    there = [model.probabilities(a.rows).max() for a in asked if a.present]
    gone = [model.probabilities(a.rows).max() for a in asked if not a.present]
    assert np.mean(there) > np.mean(gone) + 0.4


def test_a_question_that_its_paper_does_not_answer_teaches_that_nothing_answers():
    paper = builtin_papers()[0]
    with shelf(builtin_papers()[:20], HashingEmbedder()) as small:
        silent = Case("Which optimiser was used?", frozenset((paper.id,)), False, "own")
        assert not any(any(labels(a)) for a in small.ask(silent))


def test_vectors_are_kept_for_the_next_fit(tmp_path: Path):
    file, texts = tmp_path / "vectors.npz", ["Überraschung", "subspace clustering"]
    first = CachingEmbedder(HashingEmbedder(), file)  # type: ignore[arg-type]
    wanted = first.embed(texts)
    first.keep()

    class Silent(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            raise AssertionError(texts)

    again = CachingEmbedder(Silent(), file)  # type: ignore[arg-type]
    assert np.array_equal(again.embed(texts), wanted)
