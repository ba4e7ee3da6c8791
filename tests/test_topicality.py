import numpy as np
import pytest

from assistant.answers import surveys
from assistant.topicality import FEATURES, Topical, TopicJudge, topic_features
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


def test_a_list_says_how_many_may_be_missing():
    judged = topical(0.9, 0.2, 0.2, 0.2, 0.15)
    assert "about one" in surveys.closing(judged, judged[:1])
    assert "T1" in surveys.closing(judged, judged[:1])
    assert "Probably none" in surveys.closing(topical(0.9, 0.01), judged[:1])


def test_features_have_their_shape():
    rows = topic_features("graph attention", HITS, lambda stem: 0.5)
    assert rows.shape == (3, len(FEATURES))
    assert rows.dtype == np.float32
