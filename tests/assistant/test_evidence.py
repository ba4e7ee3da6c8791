from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answers.roles import Role, by_role
from assistant.evidence import EvidenceSelector, LinearModel
from assistant.types import Evidence, Paper
from assistant.weighing import reweighed
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


def test_a_paper_read_twice_is_embedded_once(catalog: Catalog):
    class Counting(HashingEmbedder):
        texts = 0

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.texts += len(texts)
            return super().embed(texts)

    embedder = Counting()
    selector = EvidenceSelector(embedder, catalog)
    first = selector.score("What is faster?", [ddim(catalog)])
    after_first = embedder.texts
    assert selector.score("What is faster?", [ddim(catalog)]) == first
    # The second time only the question itself is embedded.
    assert embedder.texts - after_first == 1


def test_a_linear_model_weighs_standardised_features():
    model = LinearModel({"a": 2.0}, {"a": 1.0}, {"a": 0.5}, 0.25)
    [p] = model.probabilities(np.array([[1.5]], dtype=np.float32))
    assert p == pytest.approx(1 / (1 + np.exp(-(2.0 * (1.5 - 1.0) / 0.5 + 0.25))))


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
    from assistant.features import FEATURES
    from assistant.relevance import FEATURES as RELEVANCE
    from assistant.weighing import FEATURES as VOTES

    for name, features in (("evidence", FEATURES), ("relevance", RELEVANCE), ("judge", VOTES)):
        assert LinearModel.load(name).names == features
