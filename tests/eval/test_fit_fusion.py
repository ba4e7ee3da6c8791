import pytest

from assistant.types import Paper, Retrieved
from eval.beir import Benchmark
from eval.fit_fusion import WEIGHTS, both_ends, chosen, held_out, report, values, weighted
from vectorstore.fusion import convex, reciprocal_ranks

IDS = [f"q{i}" for i in range(12)]
BENCHMARK = Benchmark("made", None, dict.fromkeys(IDS, "query"), {i: {"right": 1} for i in IDS})


def hit(paper_id: str, dense: float | None, lexical: float | None) -> Retrieved:
    return Retrieved(Paper(paper_id, paper_id, ""), 0.0, dense, lexical)


WORDS_KNOW = [hit("right", 0.2, 9.0), hit("wrong", 0.9, 8.0), hit("other", 0.1, 0.5)]
FOUND = dict.fromkeys(IDS, WORDS_KNOW)


def test_the_side_that_knows_gets_the_weight():
    by_weight = {weight: values(BENCHMARK, FOUND, weighted(weight)) for weight in WEIGHTS}
    assert set(by_weight[0.0].values()) == {1.0}
    assert by_weight[1.0]["q0"] == pytest.approx(0.6309, abs=1e-4)
    assert chosen(by_weight, lambda query: True) < 0.5
    text = report(BENCHMARK, FOUND)
    assert "| convex, weight 1.0 | 0.631 [0.631, 0.631] | -0.369" in text
    assert "| reciprocal ranks |" in text


def test_the_halves_are_apart_and_both_used():
    halves = {held_out(query) for query in IDS}
    assert halves == {True, False}
    # What the held-out half would choose does not count.
    by_weight = {
        0.0: {query: float(held_out(query)) for query in IDS},
        1.0: {query: float(not held_out(query)) for query in IDS},
    }
    assert chosen(by_weight, lambda query: not held_out(query)) == 1.0


def test_reciprocal_ranks_are_those_worked_by_hand():
    fused = reciprocal_ranks({"a": 0.9, "b": 0.8}, {"b": 3.0})
    assert fused == {"a": 1 / 61, "b": 1 / 62 + 1 / 61}


def test_convex_fusion_worked_by_hand():
    fused = convex({"a": 1.0, "b": 0.5, "c": 0.0}, {"b": 4.0, "c": 2.0}, 0.5)
    assert fused == pytest.approx({"a": 0.5, "b": 0.5 * 0.505 + 0.5, "c": 0.5 * 0.01 + 0.005})
    assert convex({}, {}) == {}
    assert both_ends({"a": 1.0}, {"b": 1.0}) == {"a": 0.5, "b": 0.5}
