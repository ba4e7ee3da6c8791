import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import surveys
from assistant.gate.topicality import FEATURES, Topical, TopicJudge, topic_features
from assistant.types import Paper, Retrieved

RARITY = {"graph": 0.3, "attent": 0.6}


def hit(name: str, title: str, text: str, score: float, dense: float | None, lexical: float):
    return Retrieved(Paper(name, title, text), score, dense, lexical)


HITS = [
    hit("a", "Graph attention", "We study graph attention.", 1.0, 0.8, 9.0),
    hit("b", "Graphs", "Attention is not used on a graph.", 0.5, 0.4, 3.0),
    hit("c", "Soup", "A recipe.", 0.1, None, 1.0),
]


def features(topic: str = "graph attention") -> dict[str, list[float]]:
    rows = topic_features(topic, HITS, lambda stem: RARITY.get(stem, 1.0))
    return {name: rows[:, i].tolist() for i, name in enumerate(FEATURES)}


def test_coverage_and_phrases_are_told_apart():
    found = features()
    assert found["coverage"] == pytest.approx([1, 1, 0])
    assert found["phrase"] == [1, 0, 0]
    assert found["title_coverage"] == pytest.approx([1, 1 / 3, 0])


def test_a_paper_that_only_words_found_counts_as_far_as_the_farthest():
    assert features()["dense"][2] == pytest.approx(0.4)


def test_words_that_no_paper_knows_are_seen():
    assert features("graph zyzzyva")["unknown"][0] == pytest.approx(1 / 1.3)
    assert features()["unknown"][0] == 0


class FakeLibrary:
    def count(self) -> int:
        return 3

    def document_frequencies(self, stems):
        return {"graph": 2, "attent": 2}


def test_a_paper_on_the_topic_is_the_most_probable():
    judged = TopicJudge(FakeLibrary()).judged("graph attention", HITS)  # type: ignore[arg-type]
    assert [t.hit.paper.id for t in judged] == ["a", "b", "c"]
    assert judged[0].probability > 0.5 > judged[2].probability


def topical(*probabilities: float) -> list[Topical]:
    papers = [Paper(f"p{i}", f"T{i}", "x") for i in range(len(probabilities))]
    return [Topical(Retrieved(p, 0.5), q) for p, q in zip(papers, probabilities, strict=True)]


@pytest.mark.parametrize(
    ("probabilities", "count"),
    [((0.9, 0.5, 0.1), 2), ((0.19, 0.18), 1), ((0.05,), 0), ((), 0)],
)
def test_a_list_holds_what_passes_the_cut(probabilities: tuple[float, ...], count: int):
    assert len(surveys.choose(topical(*probabilities), 0.22)) == count


@pytest.mark.parametrize(
    ("probabilities", "count"),
    [
        ((0.9, 0.1, 0.1, 0.1), 1),
        ((0.2, 0.1, 0.1, 0.1, 0.01), 4),
        ((0.09, 0.08, 0.08), 3),
        ((0.07, 0.07), 0),
        ((0.5,) * 60, surveys.MOST_PAPERS),
    ],
)
def test_without_a_cut_a_list_ends_where_more_would_be_wrong(
    probabilities: tuple[float, ...], count: int
):
    assert len(surveys.choose(topical(*probabilities))) == count


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=30))
def test_a_list_is_never_worse_than_a_shorter_or_longer_one(values: list[float]):
    ordered = sorted(values, reverse=True)
    chosen = len(surveys.choose(topical(*ordered)))

    def expected(listed: int) -> float:
        return sum(ordered[:listed]) / (listed + surveys.RECALL**2 * sum(ordered))

    if ordered[0] >= surveys.LEAST:
        best = max(expected(listed) for listed in range(1, len(ordered) + 1))
        assert expected(chosen) == pytest.approx(best)


def test_a_list_says_how_many_may_be_missing():
    judged = topical(0.9, 0.2, 0.2, 0.2, 0.15)
    assert "one in three lacked no paper" in surveys.closing(judged, judged[:1])
    assert "T1" in surveys.closing(judged, judged[:1])
    many = topical(0.9, *[0.2] * 11)
    assert "about 2 may be missing" in surveys.closing(many, many[:1])
    assert "Less sure" not in surveys.closing(topical(0.9, 0.01), judged[:1])


def test_features_have_their_shape():
    rows = topic_features("graph attention", HITS, lambda stem: 0.5)
    assert rows.shape == (3, len(FEATURES))
    assert rows.dtype == np.float32
