import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ModelError
from assistant.models.embedding import SentenceEmbedder
from assistant.models.minilm import LONGEST, MiniLM, batches_by_length
from assistant.settings import Settings

TEXTS = ["one two", "three", "", "two " * 400, "one three two one", "unknown words here"]


@given(st.lists(st.integers(1, LONGEST)))
def test_batches_hold_every_row_once_and_little_padding(lengths: list[int]):
    batches = list(batches_by_length(lengths))
    assert sorted(row for rows in batches for row in rows) == list(range(len(lengths)))
    for rows in batches:
        assert len(rows) * max(lengths[row] for row in rows) <= 2048
    in_order = [lengths[row] for rows in batches for row in rows]
    assert in_order == sorted(lengths, reverse=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random BERT in sentence-transformers' layout."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    plain = tmp_path_factory.mktemp("bert")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "one", "two", "three", "##s"]
    (plain / "vocab.txt").write_text("\n".join(pieces))
    BertTokenizerFast(str(plain / "vocab.txt")).save_pretrained(plain)
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=24, num_hidden_layers=2, num_attention_heads=3,
        intermediate_size=48, max_position_embeddings=LONGEST,
    )  # fmt: skip
    BertModel(config).save_pretrained(plain)
    words = Transformer(str(plain), max_seq_length=LONGEST)
    whole = tmp_path_factory.mktemp("model")
    SentenceTransformer(modules=[words, Pooling(24, "mean"), Normalize()]).save(str(whole))
    return whole


@pytest.mark.model
def test_the_encoder_gives_what_sentence_transformers_gives(folder: Path):
    theirs = SentenceEmbedder(Settings(embedding_model=str(folder), device="cpu"))
    ours = MiniLM(folder).encode(TEXTS)
    assert np.allclose(ours, theirs.embed(TEXTS), atol=1e-5)
    assert np.allclose(ours[1], theirs.embed_query(TEXTS[1]), atol=1e-5)


@pytest.mark.model
def test_batches_side_by_side_give_the_same_and_leave_the_threads_as_they_were(folder: Path):
    import torch

    before, many = torch.get_num_threads(), TEXTS * 40
    try:
        torch.set_num_threads(1)
        alone = MiniLM(folder).encode(many)
        torch.set_num_threads(3)
        together = MiniLM(folder).encode(many)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    assert np.allclose(alone, together, atol=1e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


@pytest.mark.model
def test_the_embedded_model_agrees_with_sentence_transformers(tmp_path: Path):
    from sentence_transformers import SentenceTransformer

    from assistant.models import embedded
    from assistant.settings import load_settings

    settings = load_settings()
    texts = ["Graph attention networks.", "A faster sampler for diffusion. " * 20]
    whole = SentenceTransformer(
        str(embedded.embedding_folder(settings.cache)),
        device="cpu",
        model_kwargs={"dtype": "float32"},
    ).encode(texts, normalize_embeddings=True)
    ours = SentenceEmbedder(settings).embed(texts)
    assert (ours * whole).sum(axis=1).min() > 0.998  # ours may compute in bfloat16


@pytest.mark.model
def test_a_model_that_is_not_there_is_told_with_a_way_out(tmp_path: Path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "nonsense"}))
    embedder = SentenceEmbedder(Settings(embedding_model=str(tmp_path)))
    with pytest.raises(ModelError, match="--embedding-model embedded"):
        embedder.embed(["text"])
