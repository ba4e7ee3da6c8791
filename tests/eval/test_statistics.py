import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.statistics import auroc, f1, mean, paired


def test_the_interval_of_a_mean_covers_it_at_about_the_stated_rate() -> None:
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(40):
        found = mean(rng.binomial(1, 0.6, 80).astype(float).tolist())
        assert found is not None
        hits += found.interval.low <= 0.6 <= found.interval.high
    assert 33 <= hits <= 40


def test_a_few_ones_in_a_row_are_not_sure_to_be_ones() -> None:
    three, many, none = mean([1.0] * 3), mean([1.0] * 300), mean([0.0] * 3)
    assert three is not None
    assert many is not None
    assert none is not None
    # Clopper and Pearson for 3 of 3: .025 ** (1 / 3).
    assert three.interval == pytest.approx((0.2924, 1.0), abs=1e-4)
    assert many.interval.low > 0.987
    assert none.interval == pytest.approx((0.0, 0.7076), abs=1e-4)


def test_nothing_gives_no_figure() -> None:
    assert mean([]) is None
    assert paired([], []) is None
    assert auroc([], [1.0]) is None


def test_equal_runs_do_not_differ_and_a_better_one_does() -> None:
    rng = np.random.default_rng(2)
    before = rng.binomial(1, 0.4, 100).astype(float)
    same = paired(before.tolist(), before.tolist())
    assert same is not None
    assert (same.value, same.p) == (0.0, 1.0)
    better = paired(before.tolist(), np.maximum(before, rng.binomial(1, 0.4, 100)).tolist())
    assert better is not None
    assert better.value > 0.1
    assert better.p < 0.01
    assert better.interval.low > 0


def test_three_gains_out_of_three_are_no_proof() -> None:
    found = paired([0.0] * 3, [1.0] * 3)
    assert found is not None
    assert found.p == pytest.approx(0.25, abs=0.02)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
)
def test_auroc_agrees_with_scikit_learn(positive: list[int], negative: list[int]) -> None:
    found = auroc(positive, negative)
    labels = [1] * len(positive) + [0] * len(negative)
    assert found is not None
    assert found.value == pytest.approx(roc_auc_score(labels, positive + negative))


def test_precision_recall_and_f1_by_hand() -> None:
    expected = [True, True, False, False]
    found = [True, False, True, False]
    assert [e.value for e in f1(expected, found)] == [0.5, 0.5, 0.5]
    assert [e.value for e in f1([False], [False])] == [0, 0, 0]
