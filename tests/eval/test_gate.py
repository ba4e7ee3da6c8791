"""A small gate with the real embedding model: the figures of today must not be lost.

The questions are a fixed sample of the development part; the limits lie some way below what the
assistant scores, so that noise passes and a broken stage does not.
"""

from pathlib import Path

import pytest

from assistant.settings import load_settings
from eval.gate import failures
from eval.report import figures
from eval.session import Plan, execute

LIMITS = {
    "exact_quotes": 1.0,
    "valid_citations": 1.0,
    "cited_statements": 1.0,
    "outcome": 0.74,
    "behaviour": 0.87,
    "citation_recall": 0.8,
    "R@5": 0.95,
}


@pytest.mark.model
def test_a_sample_of_the_reference_set_reaches_the_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPER_ASSISTANT_WRITER", "quotes")
    monkeypatch.delenv("PAPER_ASSISTANT_STORE", raising=False)
    plan = Plan(load_settings(), part="dev", limit=30, baselines=(), out=tmp_path)
    result = execute(plan)
    assert failures(figures(result), LIMITS) == []
