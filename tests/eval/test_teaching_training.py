"""Teaching a tiny random model: as the whole model would be taught, resumable, packable."""

import json
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.adapter import check_base, find
from eval.teaching.lessons import Lesson
from eval.teaching.train import Recipe, _cut, answer_loss, collate, train
from tests.models.tiny import CHATML, tokenizer

pytestmark = pytest.mark.whole

WORDS = "question answer the a paper method learns graphs fast slow data better than before".split()


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """A folder with a random model of the embedded one's class, and a tokenizer for it."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    words = tokenizer(CHATML)
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=32, intermediate_size=48, num_hidden_layers=4,
        num_attention_heads=4, num_key_value_heads=2, eos_token_id=1, pad_token_id=1,
        initializer_range=0.3,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("base")
    LlamaForCausalLM(config).save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


def lessons(count: int = 16) -> list[Lesson]:
    return [
        Lesson(
            str(i), "single", "", (), f"question {WORDS[i % 9]} the paper {WORDS[i % 5 + 4]}",
            f"the method learns {WORDS[i % 5 + 4]}", is_validation=i % 8 == 7,
        )
        for i in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def trained(base, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("trained")
    train(
        base,
        lessons(48),
        out,
        Recipe(rank=16, scale=4.0, first_layer=1, rate=0.01, epochs=12),
        save_steps=4,
    )
    return out


def test_the_upper_layers_on_kept_states_compute_what_the_whole_model_computes(base):
    import torch
    from transformers import AutoModelForCausalLM

    whole = AutoModelForCausalLM.from_pretrained(base).eval()
    lower, upper = _cut(AutoModelForCausalLM.from_pretrained(base).eval(), 2)
    rows = []
    for ids, answer in ([1, 5, 6, 7, 8, 2], 3), ([1, 9, 10, 2], 2):
        state = lower(torch.tensor([ids])).last_hidden_state[0]
        rows.append({"input_ids": ids, "answer": answer, "length": len(ids), "state": state})
    batch = collate(rows)
    labels = batch.pop("labels")
    loss = answer_loss(upper(**batch), labels)
    expected, tokens = 0.0, 0
    for row in rows:
        logits = whole(torch.tensor([row["input_ids"]])).logits[0].log_softmax(-1)
        for at in range(row["length"] - row["answer"], row["length"]):
            expected -= float(logits[at - 1, row["input_ids"][at]])
            tokens += 1
    assert float(loss) == pytest.approx(expected / tokens, abs=1e-4)


def test_training_lowers_the_loss_of_lessons_that_it_has_not_seen(trained):
    losses = json.loads((trained / "recipe.json").read_text())["validation_loss"]
    assert len(losses) == 12
    assert losses[-1] < 0.8 * losses[0]


def test_a_stopped_training_goes_on_where_it_was(base, tmp_path):
    recipe = Recipe(rank=4, first_layer=2, epochs=4)
    train(base, lessons(), tmp_path, recipe, save_steps=2, most_steps=2)
    assert [p.name for p in tmp_path.glob("checkpoint-*")] == ["checkpoint-2"]
    train(base, lessons(), tmp_path, recipe, save_steps=2, most_steps=4)
    state = json.loads((tmp_path / "checkpoint-4" / "trainer_state.json").read_text())
    assert state["global_step"] == 4


def test_the_packed_adapter_merged_is_the_trained_model(base, trained, tmp_path):
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    from eval.teaching.pack import pack

    path = pack(trained, base / "model.safetensors", "tiny", tmp_path)
    adapter = find(str(tmp_path))
    assert adapter is not None
    assert adapter.path == path
    check_base(adapter, base / "model.safetensors", "tiny")
    merged = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    plain = merged(torch.tensor([[1, 5, 6]])).logits.clone()
    adapter.merge(merged)
    lower, upper = _cut(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), 1)
    upper = PeftModel.from_pretrained(upper, str(trained / "adapter")).eval()
    ids = torch.tensor([[1, 5, 6, 7]])
    expected = upper(inputs_embeds=lower(ids).last_hidden_state).logits
    found = merged.eval()(ids).logits
    assert torch.allclose(found, expected, atol=0.05)
    assert not torch.allclose(found[:, :3], plain, atol=0.05)


def test_an_adapter_of_another_base_is_refused_by_name(base, trained, tmp_path):
    from eval.teaching.pack import pack

    pack(trained, base / "model.safetensors", "tiny", tmp_path)
    adapter = find(str(tmp_path))
    assert adapter is not None
    other = tmp_path / "other.gguf"
    other.write_bytes(b"another model")
    with pytest.raises(ModelError, match=r"trained on tiny with hash .*; the model here is other"):
        check_base(adapter, other, "other")


def test_an_adapter_for_deeper_models_is_refused(base, trained, tmp_path):
    from transformers import AutoModelForCausalLM

    from eval.teaching.pack import pack

    pack(trained, base / "model.safetensors", "tiny", tmp_path)
    adapter = find(str(tmp_path))
    assert adapter is not None
    model = AutoModelForCausalLM.from_pretrained(base)
    model.model.layers = model.model.layers[:2]
    with pytest.raises(ModelError, match="which the model does not have"):
        adapter.merge(model)


@pytest.mark.parametrize("content", [None, b"", b"not safetensors at all"])
def test_what_is_no_adapter_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "adapter.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match="is not an adapter that can be read"):
        find(str(path))
