from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.answers.roles import Role, by_role
from assistant.evidence.features import question_parts
from assistant.evidence.projection import Projection, fitted_projection, learned_similarity
from assistant.evidence.remembered import Remembered
from assistant.evidence.selection import EvidenceSelector, LinearModel
from assistant.evidence.weighing import reweighed
from assistant.gate.relevance import Reader
from assistant.types import EVERYTHING, Evidence, Filters, Paper, Retrieved
from tests.stores import HashingEmbedder, builtin_catalog
from vectorstore.catalog import Catalog
from vectorstore.sentences import sentences


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return builtin_catalog(tmp_path_factory.mktemp("evidence"))


def ddim(catalog: Catalog) -> Paper:
    return catalog.get(["St1giarCHLP"])[0]


def test_the_sentence_with_the_number_answers_a_question_for_a_number(catalog: Catalog):
    selector = EvidenceSelector(HashingEmbedder(), catalog)
    [evidence] = selector.score("How many times faster are DDIMs than DDPMs?", [ddim(catalog)])
    best = max(evidence, key=lambda e: e.score)
    assert "50" in best.sentence.text
    assert [e.sentence.position for e in evidence] == list(range(len(evidence)))


def test_a_paper_without_an_abstract_has_no_evidence(catalog: Catalog):
    selector = EvidenceSelector(HashingEmbedder(), catalog)
    assert selector.score("anything", [Paper("x", "A title only", "")]) == [[]]


class Counting(HashingEmbedder):
    """Counts the texts that it embeds."""

    texts = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return super().embed(texts)


def test_a_paper_read_twice_is_embedded_once(catalog: Catalog):
    embedder = Counting()
    selector = EvidenceSelector(embedder, catalog)
    first = selector.score("What is faster?", [ddim(catalog)])
    after_first = embedder.texts
    assert selector.score("What is faster?", [ddim(catalog)]) == first
    # The second time only the question itself is embedded.
    assert embedder.texts - after_first == 1


def test_the_cosine_of_a_paper_whose_vectors_are_away_is_made_once(catalog: Catalog):
    embedder = Counting()
    selector = EvidenceSelector(embedder, catalog)
    first = selector.cosines("What is faster?", [ddim(catalog)])
    after_first = embedder.texts
    assert selector.cosines("What is faster?", [ddim(catalog)]) == first
    assert embedder.texts - after_first == 1
    text = f"{ddim(catalog).title}\n{ddim(catalog).abstract}"
    assert first[0] == pytest.approx(
        float(embedder.embed([text])[0] @ embedder.embed_query("What is faster?")), abs=0.2
    )


def test_only_papers_without_a_cosine_get_one_made(catalog: Catalog):
    selector = EvidenceSelector(HashingEmbedder(), catalog)
    reader = Reader(None, selector, catalog)  # type: ignore[arg-type] - nothing is searched
    one, other = list(catalog.papers(limit=2))
    read = reader.read("How do trees grow?", [Retrieved(one, 1.0, 0.25), Retrieved(other, 0.9)])
    dense = {candidate.hit.paper.id: candidate.hit.dense for candidate in read}
    [made] = selector.cosines("How do trees grow?", [other])
    assert dense == {one.id: 0.25, other.id: made}


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=6), max_size=8))
def test_remembered_vectors_are_those_of_the_texts_whatever_was_asked_before(
    asked: list[list[tuple[int, int]]],
):
    embedder = Counting()
    remembered = Remembered(embedder, most=3)
    for keys in asked:
        groups = [[f"word{name} word{i}" for i in range(number)] for name, number in keys]
        for group, found in zip(groups, remembered.vectors(keys, groups), strict=True):
            assert len(found) == len(group)
            assert not group or np.allclose(found, HashingEmbedder().embed(group))


def test_a_linear_model_weighs_standardised_features():
    model = LinearModel({"a": 2.0}, {"a": 1.0}, {"a": 0.5}, 0.25)
    [p] = model.probabilities(np.array([[1.5]], dtype=np.float32))
    assert p == pytest.approx(1 / (1 + np.exp(-(2.0 * (1.5 - 1.0) / 0.5 + 0.25))))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How fast is DDIM sampling?", ["How fast is DDIM sampling?"]),
        ("Which image dataset is used and how large is the accuracy gain?",
         ["Which image dataset is used", "how large is the accuracy gain"]),
        ("How do PASCAL and COCO differ?", ["How do PASCAL and COCO differ?"]),
    ],
)  # fmt: skip
def test_a_question_is_taken_apart_only_where_both_parts_say_something(
    question: str, parts: list[str]
):
    assert question_parts(question) == parts


def test_the_learned_similarity_is_used_for_its_own_vectors_alone():
    ours, theirs = np.eye(2, dtype=np.float32)[:, ::-1], np.eye(2, dtype=np.float32)
    turned = Projection("toy", ours, theirs)
    question = np.array([1.0, 0.0], dtype=np.float32)
    sentences = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    assert turned.similarity(question, sentences).tolist() == [0.0, 1.0]
    # For vectors of another model the plain cosine decides.
    assert learned_similarity("another model", question, sentences).argmax() == 0
    assert fitted_projection().fingerprint == "all-MiniLM-L6-v2"


def test_the_projection_learns_what_the_readable_features_leave_over():
    from eval.fit_projection import Asked, fit_projection

    rng = np.random.default_rng(0)

    def asked() -> Asked:
        """The right sentence is the one that lies along the question's mirror image."""
        question = rng.normal(size=8).astype(np.float32)
        sentences = rng.normal(size=(4, 8)).astype(np.float32)
        sentences[2] = question[::-1]
        rows = rng.normal(size=(4, 1)).astype(np.float32)
        return Asked(question, sentences, rows, np.array([0, 0, 1, 0], dtype=np.float32))

    projection = fit_projection([asked() for _ in range(300)], "toy")
    new = [asked() for _ in range(50)]
    right = [projection.similarity(a.question, a.sentences).argmax() == 2 for a in new]
    assert np.mean(right) > 0.8


class Favours:
    """A judge that likes one sentence."""

    def __init__(self, position: int) -> None:
        self._position = position

    def votes(self, question: str, title: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(sentences), 2), -3.0, dtype=np.float32)
        rows[self._position] = -1.0
        return rows


def test_the_votes_of_the_judge_move_the_evidence(catalog: Catalog):
    flat = [Evidence(s, 0.3) for s in sentences(ddim(catalog))]
    for position in (0, 3):
        after = reweighed("What is it?", flat, Favours(position))
        assert max(after, key=lambda e: e.score).sentence.position == position


def test_the_parts_of_an_abstract_are_told_apart():
    paper = Paper(
        "p",
        "A method",
        "Training deep nets remains difficult in practice. We propose a new optimizer named Foo. "
        "Foo rescales each layer. Experiments show that Foo improves accuracy by 3% on CIFAR-10. "
        "However, it assumes a bounded gradient.",
    )
    parts = by_role(sentences(paper))
    assert "difficult" in parts[Role.PROBLEM].text
    assert "propose" in parts[Role.APPROACH].text
    assert "3%" in parts[Role.RESULTS].text
    assert "assumes" in parts[Role.LIMITS].text


def test_weights_files_name_every_feature(tmp_path: Path):
    from assistant.evidence.features import FEATURES
    from assistant.evidence.weighing import FEATURES as VOTES
    from assistant.gate.paper_features import FEATURES as RELEVANCE

    for name, features in (("evidence", FEATURES), ("relevance", RELEVANCE), ("judge", VOTES)):
        assert LinearModel.load(name).names == features


def test_word_scores_of_a_large_collection_do_not_talk_the_right_paper_down(catalog: Catalog):
    """BM25 grows with the collection, the fit has seen small ones."""

    class Found:
        def __init__(self, times: float) -> None:
            self._times = times

        def search(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
            others = islice(catalog.papers(), 3)
            return [
                Retrieved(ddim(catalog), 1.0, dense=0.6, lexical=15.0 * self._times),
                *(Retrieved(paper, 0.2, dense=0.1, lexical=1.0) for paper in others),
            ]

    selector, question = EvidenceSelector(HashingEmbedder(), catalog), "How much faster is DDIM?"
    small, large = (
        Reader(found, selector, catalog).read(question, found.search(question, 4))[0]
        for found in (Found(1), Found(20))
    )
    assert small.hit.paper == large.hit.paper == ddim(catalog)
    assert large.probability > small.probability / 2
