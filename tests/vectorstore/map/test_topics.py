from __future__ import annotations

import numpy as np

from vectorstore.map import topics

TEXTS = [
    "Graph neural networks for molecules", "Deep graph neural networks", "Pooling in GNN layers",
    "A graph neural network that scales", "Reinforcement learning of robots",
    "Offline reinforcement learning", "Reinforcement learning with a GAN",
]  # fmt: skip


def titled(titles: list[str]) -> list[topics.Text]:
    return [(title, "") for title in titles]


def test_a_title_says_more_than_an_abstract() -> None:
    texts = [("Graph attention", "Red cars drive."), ("Graph attention again", "Red cars stop.")]
    (terms,) = topics.labels(texts, np.zeros(2, dtype=np.int64))
    assert terms[0].startswith("graph attention")


def test_topics_are_named_by_what_sets_them_apart() -> None:
    named = topics.labels(titled(TEXTS), np.array([0, 0, 0, 0, 1, 1, 1]))
    assert named[0][0].startswith("graph neural network")
    assert named[1][0] == "reinforcement learning"


def test_no_two_topics_lead_with_the_same_words() -> None:
    named = topics.labels(titled(TEXTS[4:] * 2), np.array([0, 0, 0, 1, 1, 1]))
    assert named[0][:1] != named[1][:1]


def test_capitals_stay_where_they_belong_to_the_word() -> None:
    texts = ["GAN Training", "Better GAN Losses", "Few-Shot GAN", "Few-Shot Inference", "Few-Shot"]
    (terms,) = topics.labels(titled(texts), np.zeros(5, dtype=np.int64))
    assert "GAN" in terms
    assert "few-shot" in terms


def test_texts_without_words_have_no_names() -> None:
    assert topics.labels(titled(["", "!!!"]), np.array([0, 1])) == [(), ()]
    assert topics.labels([], np.array([], dtype=np.int64)) == []


def test_the_largest_cluster_comes_first() -> None:
    random = np.random.default_rng(0)
    points = random.normal(size=(60, 8)).astype(np.float32)
    points[:40, 0] += 9
    found = topics.cluster(points / np.linalg.norm(points, axis=1, keepdims=True))
    counts = np.bincount(found)
    assert list(counts) == sorted(counts, reverse=True)
    assert len(counts) == topics.number_of_topics(60)
