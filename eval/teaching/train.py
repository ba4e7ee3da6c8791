"""Teach the embedded model by a LoRA adapter: loss on the answer alone, resumable, seeded.

Through transformers' Trainer and peft (the extra ``teach``).  Only the upper layers learn.  What
the lower ones make of a lesson never changes, so it is computed once and kept, and an epoch costs
half of what it would.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.models import hush
from eval.teaching import measure
from eval.teaching.lessons import Lesson

_MOST_TOKENS = 640
_IGNORED = -100
_WRITTEN = 40
"""Lessons that the model writes an answer to after each epoch."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the adapter is trained; written beside it.

    Attributes:
        rank: Of the adapter, on every linear layer from ``first_layer`` up.
        scale: LoRA's alpha divided by the rank.
        batch: Lessons a step.
        warmup: Share of the steps in which the rate rises.
    """

    rank: int = 32
    scale: float = 2.0
    first_layer: int = 15
    rate: float = 4e-4
    epochs: float = 2.0
    batch: int = 8
    warmup: float = 0.05
    decay: float = 0.01
    seed: int = 0


def train(
    base: Path,
    lessons: Sequence[Lesson],
    out: Path,
    recipe: Recipe,
    save_steps: int = 25,
    most_steps: int = -1,
) -> dict[str, Any]:
    """Train an adapter; a run that was stopped goes on at its last checkpoint.

    Args:
        base: Folder of the base model.
        lessons: Those of the validation part measure, the others teach.
        out: Folder of checkpoints, and of the adapter once it is done.
        recipe: How.
        save_steps: Steps between checkpoints.
        most_steps: Stop after so many, for a trial.

    Returns:
        ``train_loss`` and ``validation_loss`` (one an epoch) in nats a token of the answer, and
        ``written``: after each epoch, what ``measure.figures`` says of answers to lessons that
        were not taught.
    """
    hush(local=True)
    import torch
    from transformers import Trainer, TrainerCallback, TrainingArguments, set_seed

    from assistant.models.embedded import processor_dtype

    set_seed(recipe.seed)
    model, lower, tokenizer, rows = _prepared(base, lessons, recipe, out)
    taught = [row for row in rows if not row["validation"]]
    held_out = [row for row in rows if row["validation"]]
    arguments = TrainingArguments(
        output_dir=str(out),
        num_train_epochs=recipe.epochs,
        max_steps=most_steps,
        learning_rate=recipe.rate,
        lr_scheduler_type="cosine",
        warmup_steps=recipe.warmup,
        weight_decay=recipe.decay,
        per_device_train_batch_size=min(4, recipe.batch),
        gradient_accumulation_steps=max(1, recipe.batch // 4),
        per_device_eval_batch_size=4,
        train_sampling_strategy="group_by_length",
        eval_strategy="epoch" if held_out else "no",
        prediction_loss_only=True,
        save_strategy="steps",
        save_steps=save_steps,
        save_total_limit=2,
        logging_steps=10,
        remove_unused_columns=False,
        label_names=["labels"],
        bf16=processor_dtype() == "bfloat16",
        use_cpu=not torch.cuda.is_available(),
        seed=recipe.seed,
        report_to="none",
        disable_tqdm=True,
    )
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=taught,
        eval_dataset=held_out or None,
        data_collator=collate,
        compute_loss_func=answer_loss,
    )
    unseen = [lesson for lesson in lessons if lesson.is_validation][:_WRITTEN]
    written = list[dict[str, float]]()

    class Writes(TrainerCallback):  # type: ignore[misc]
        """Lets the model write after each epoch, and says how much of it stands."""

        def on_evaluate(self, *_: Any, **__: Any) -> None:  # noqa: ANN401
            with _joined(lower, model) as whole:
                texts = [measure.write(whole, tokenizer, lesson.prompt) for lesson in unseen]
            said = [measure.judge(e, text) for e, text in zip(unseen, texts, strict=True)]
            found = measure.figures(unseen, said)
            written.append({name: round(estimate.value, 3) for name, estimate in found.items()})
            print(written[-1], flush=True)  # noqa: T201 - the progress of a long command

    trainer.add_callback(Writes())
    result = trainer.train(resume_from_checkpoint=any(out.glob("checkpoint-*")))
    losses = [entry["eval_loss"] for entry in trainer.state.log_history if "eval_loss" in entry]
    figures = {
        "train_loss": result.training_loss,
        "validation_loss": losses,
        "written": written,
    }
    trainer.model.save_pretrained(str(out / "adapter"))
    (out / "recipe.json").write_text(json.dumps({**asdict(recipe), **figures}, indent=1))
    return figures


def _prepared(
    base: Path, lessons: Sequence[Lesson], recipe: Recipe, out: Path
) -> tuple[Any, Any, Any, list[dict[str, Any]]]:
    """The upper layers with a new adapter, the lower ones, the tokenizer, and a row a lesson."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from assistant.models.embedded import processor_dtype

    dtype = getattr(torch, processor_dtype())
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(base, local_files_only=True, dtype=dtype)
    lower, upper = _cut(model, recipe.first_layer)
    rows = list(_rows(tokenizer, lessons))
    kept = out / "lower.pt"
    states = torch.load(kept, weights_only=True) if kept.exists() else _states(lower, rows, kept)
    for row, state in zip(rows, states, strict=True):
        row["state"] = state
    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=int(recipe.rank * recipe.scale),
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(upper, config), lower, tokenizer, rows


@contextmanager
def _joined(lower: Any, upper: Any) -> Iterator[Any]:  # noqa: ANN401
    """The upper layers' model with the lower ones beneath for a while, so that it can write."""
    inner, training = upper.base_model.model.model, upper.training
    above = inner.layers
    inner.layers = _numbered(type(above)([*lower.layers, *above]))
    upper.eval()
    try:
        yield upper
    finally:
        inner.layers = _numbered(above)
        upper.train(training)


def _cut(model: Any, layer: int) -> tuple[Any, Any]:  # noqa: ANN401 - transformers ships no types
    """The model below a layer, which gives states, and the one from it up, which takes them."""
    import torch
    from transformers import AutoModel

    lower = AutoModel.from_config(model.config, dtype=model.dtype)
    lower.embed_tokens = model.model.embed_tokens
    lower.layers = model.model.layers[:layer]
    lower.norm = torch.nn.Identity()
    upper = model
    upper.model.layers = _numbered(model.model.layers[layer:])
    return lower.eval(), upper


def _numbered(layers: Any) -> Any:  # noqa: ANN401
    """The layers, each knowing its place, by which it finds its own part of the cache."""
    for number, block in enumerate(layers):
        block.self_attn.layer_idx = number
    return layers


def _states(lower: Any, rows: Sequence[dict[str, Any]], kept: Path) -> list[Any]:  # noqa: ANN401
    """What the lower layers make of each row, shape ``(tokens, width)``; kept in a file."""
    import torch
    from tqdm import tqdm

    with torch.inference_mode():
        states = [
            lower(torch.tensor([row["input_ids"]])).last_hidden_state[0].clone()
            for row in tqdm(rows, desc="lower layers", mininterval=10)
        ]
    kept.parent.mkdir(parents=True, exist_ok=True)
    torch.save(states, kept)
    return states


def _rows(tokenizer: Any, lessons: Sequence[Lesson]) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Token ids of prompt and answer, and how many of them are the answer's."""
    for lesson in lessons:
        turns = [{"role": "user", "content": lesson.prompt}]
        prompt = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        before = tokenizer(prompt, add_special_tokens=False).input_ids
        after = tokenizer(lesson.answer, add_special_tokens=False).input_ids
        ids, answer = [*before, *after, tokenizer.eos_token_id], len(after) + 1
        if len(ids) <= _MOST_TOKENS:
            yield {"input_ids": ids, "answer": answer, "length": len(ids)} | {
                "validation": lesson.is_validation
            }


def collate(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Rows as a batch that ends together, so that all answers stand at the end."""
    import torch

    width = max(row["length"] for row in rows)
    states = torch.zeros(len(rows), width, rows[0]["state"].shape[1], dtype=rows[0]["state"].dtype)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    labels = torch.full((len(rows), width), _IGNORED)
    for i, row in enumerate(rows):
        states[i, -row["length"] :] = row["state"]
        mask[i, -row["length"] :] = 1
        labels[i, -row["answer"] :] = torch.tensor(row["input_ids"][-row["answer"] :])
    # Only the answers' positions, and the one before them, reach the large output layer.
    longest = max(row["answer"] for row in rows) + 1
    return {
        "inputs_embeds": states,
        "attention_mask": mask,
        "labels": labels,
        "logits_to_keep": torch.arange(width - longest, width),
    }


def answer_loss(outputs: Any, labels: Any, num_items_in_batch: Any = None) -> Any:  # noqa: ANN401
    """Cross-entropy in nats a token of the answers.

    Args:
        outputs: The model's, with logits of shape ``(batch, kept, vocabulary)``.
        labels: Token ids, ``-100`` where nothing is to be learnt, shape ``(batch, width)``.
        num_items_in_batch: Tokens to average over where several batches make a step.
    """
    import torch

    logits = outputs.logits[:, :-1].float()
    wanted = labels[:, -logits.shape[1] :]
    total = torch.nn.functional.cross_entropy(
        logits.reshape(-1, logits.shape[-1]),
        wanted.reshape(-1),
        ignore_index=_IGNORED,
        reduction="sum",
    )
    return total / (
        (wanted != _IGNORED).sum() if num_items_in_batch is None else num_items_in_batch
    )
