"""Tiny random models of real classes with real tokenizers and chat templates, made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_TEXT = [
    "How much faster is the sampling of the new model than before?",
    "Answer the question in one or two short sentences. Use only the numbered sentences below.",
    "We show that it is ten times faster on ImageNet, and 3.5 points more accurate.",
    "The abstract does not say. system user assistant model think",
]
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
THINKING = CHATML.replace(
    "{% if add_generation_prompt %}<|im_start|>assistant\n",
    "{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}",
)
GEMMA = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    "<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{{ m.content }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
TEMPLATES = {"llama": CHATML, "qwen3": THINKING, "gemma": GEMMA}


def tokenizer(template: str | None) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    marks = ["<bos>", "<eos>", "<|im_start|>", "<|im_end|>", "<start_of_turn>", "<end_of_turn>"]
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=marks, initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator(_TEXT, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made,
        bos_token="<bos>",
        eos_token="<eos>",
        additional_special_tokens=marks[2:],
    )
    fast.chat_template = template
    return fast


def model(kind: str, vocabulary: int, positions: int = 512, width: int = 32) -> Any:
    """A random model of two layers; ``kind`` is ``llama``, ``qwen3`` or ``gemma``."""
    import torch
    import transformers as t

    torch.manual_seed(0)
    classes = {
        "llama": (t.LlamaConfig, t.LlamaForCausalLM),
        "qwen3": (t.Qwen3Config, t.Qwen3ForCausalLM),
        "gemma": (t.GemmaConfig, t.GemmaForCausalLM),
    }
    config_class, model_class = classes[kind]
    config = config_class(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=width // 4,
        max_position_embeddings=positions,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    return model_class(config).eval()


def save(kind: str, folder: Path, positions: int = 512, width: int = 32) -> Path:
    """A model's folder as a hub would give it."""
    made = tokenizer(TEMPLATES[kind])
    made.save_pretrained(str(folder))
    model(kind, len(made), positions, width).save_pretrained(str(folder))
    return folder
