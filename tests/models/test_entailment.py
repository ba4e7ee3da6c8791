"""The model of support, with a tiny random model of the right class made on the spot."""

from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.entailment import EntailmentModel
from assistant.settings import Settings
from assistant.types import Verdict
from assistant.verification.verifier import check
from tests.models.test_reranking import tiny

NLI = {0: "contradiction", 1: "entailment", 2: "neutral"}
PREMISE, CLAIM = "we study the graph", "the graph attention"


def named(folder: Path, labels: dict[int, str]) -> EntailmentModel:
    """A random model whose outputs have these names."""
    import json

    name = tiny(folder, len(labels))
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = {str(i): label for i, label in labels.items()}
    config["label2id"] = {label: i for i, label in labels.items()}
    (folder / "config.json").write_text(json.dumps(config))
    return EntailmentModel(Settings(support_model=name, device="cpu"))


def logits(folder: Path) -> list[float]:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with torch.no_grad():
        return model(**tokenizer(PREMISE, CLAIM, return_tensors="pt")).logits[0].tolist()


@pytest.mark.whole
def test_three_labels_are_told_apart_by_their_names(tmp_path: Path):
    import torch

    bears, opposes = named(tmp_path, NLI).opinion(CLAIM, [PREMISE], "")
    chances = torch.tensor(logits(tmp_path)).softmax(0).tolist()
    assert (bears, opposes) == pytest.approx((chances[1], chances[0]), abs=1e-4)


@pytest.mark.whole
def test_one_output_is_the_consistency(tmp_path: Path):
    import torch

    bears, opposes = named(tmp_path, {0: "LABEL_0"}).opinion(CLAIM, [PREMISE], "")
    assert bears == pytest.approx(float(torch.sigmoid(torch.tensor(logits(tmp_path)[0]))), abs=1e-4)
    assert opposes == 0.0


@pytest.mark.whole
def test_labels_that_mean_nothing_are_told(tmp_path: Path):
    model = named(tmp_path, {0: "LABEL_0", 1: "LABEL_1"})
    with pytest.raises(ModelError, match="label_0"):
        model.opinion(CLAIM, [PREMISE], "")


@pytest.mark.whole
def test_a_model_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot be loaded"):
        EntailmentModel(Settings(support_model=str(tmp_path))).opinion(CLAIM, [PREMISE], "")


@pytest.mark.parametrize(
    ("bears", "opposes", "verdict"),
    [
        (0.9, 0.05, Verdict.SUPPORTED),
        (0.1, 0.1, Verdict.UNSUPPORTED),
        (0.9, 0.95, Verdict.UNSUPPORTED),
    ],
)
def test_the_check_asks_the_model_it_is_given(bears: float, opposes: float, verdict: Verdict):
    found = check(
        "Pruning cuts the memory.",
        ["Memory is cut by pruning of layers."],
        opinion=lambda *_: (bears, opposes),
    )
    assert found.verdict is verdict
    assert found.contradicts is (opposes > 0.9)


def test_no_model_overrules_a_wrong_number():
    sure = check("It takes 5 days.", ["It takes 4 days."], opinion=lambda *_: (1.0, 0.0))
    assert sure.verdict is Verdict.UNSUPPORTED
    assert "5" in sure.reason
