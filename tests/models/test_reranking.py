"""The cross-encoder, with a tiny random model of the right class made on the spot."""

from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.reranking import CrossEncoderReranker
from assistant.settings import Settings
from assistant.types import Paper, Retrieved
from assistant.wiring import open_reranker

WORDS = ["graph", "attention", "speech", "codec", "of", "the", "we", "study"]
HITS = [
    Retrieved(Paper(f"p{i}", f"graph {word}", f"we study the {word} {word}"), 1.0 - i / 10)
    for i, word in enumerate(WORDS)
]


def tiny(folder: Path, labels: int) -> str:
    """A two-layer BERT that sorts pairs of texts, with random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(1)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    tokenizer = BertTokenizer(str(vocabulary))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=labels,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.whole
@pytest.mark.parametrize("labels", [1, 2])
def test_papers_are_ordered_by_the_models_own_logits(tmp_path: Path, labels: int):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    name = tiny(tmp_path, labels)
    reranker = open_reranker(Settings(reranker=name, device="cpu"))
    assert reranker is not None
    ranked = reranker.rerank("graph attention", HITS)
    model = AutoModelForSequenceClassification.from_pretrained(name).eval()
    tokenizer = AutoTokenizer.from_pretrained(name)
    expected = {}
    for hit in HITS:
        text = f"{hit.paper.title}\n{hit.paper.abstract}"
        with torch.no_grad():
            logits = model(**tokenizer("graph attention", text, return_tensors="pt")).logits
        expected[hit.paper.id] = float(torch.sigmoid(logits[0, -1]))
    assert {hit.paper.id: hit.score for hit in ranked} == pytest.approx(expected, abs=1e-4)
    scores = [hit.score for hit in ranked]
    assert scores == sorted(scores, reverse=True)
    assert [hit.paper.id for hit in ranked] != [hit.paper.id for hit in HITS]
    assert reranker.rerank("graph attention", []) == []


def test_no_reranker_is_the_default():
    assert open_reranker(Settings()) is None


@pytest.mark.whole
def test_a_model_that_is_not_there_ends_in_a_sentence(tmp_path: Path):
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        CrossEncoderReranker(Settings(reranker=str(tmp_path))).rerank("graph", HITS)
    assert "--reranker none" in caught.value.hint
