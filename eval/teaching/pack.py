"""Make what peft trained into the one small file that ships with the product."""

from __future__ import annotations

import json
import re
from pathlib import Path

from assistant.models.adapter import FILE_NAME, digest

_NAME = re.compile(r".*\.layers\.(\d+)\.(.+)\.lora_([AB])\.weight$")
MOST_BYTES = 12_000_000


def pack(trained: Path, base: Path, base_name: str, out: Path) -> Path:
    """Write ``adapter.safetensors`` in bfloat16, layers numbered as in the whole model.

    Args:
        trained: Folder that ``train`` wrote: ``adapter/`` and ``recipe.json``.
        base: The file that holds the base model's weights.
        base_name: What the base model is called.
        out: Folder to write to.

    Raises:
        ValueError: The file would be larger than what may ship.
    """
    import torch
    from safetensors.torch import load_file, save_file

    recipe = json.loads((trained / "recipe.json").read_text(encoding="utf-8"))
    tensors = {}
    for name, tensor in load_file(trained / "adapter" / "adapter_model.safetensors").items():
        match = _NAME.match(name)
        if match is None:
            message = f"{name} is not part of a LoRA adapter on linear layers"
            raise ValueError(message)
        layer, rest, part = int(match[1]) + recipe["first_layer"], match[2], match[3]
        tensors[f"layers.{layer}.{rest}.{part}"] = tensor.to(torch.bfloat16).contiguous()
    told = {
        "base": base_name,
        "base_sha256": digest(base),
        "scale": str(recipe["scale"]),
        "recipe": json.dumps(recipe),
    }
    path = out / FILE_NAME
    save_file(tensors, path, metadata=told)
    if path.stat().st_size > MOST_BYTES:
        message = f"{path} has {path.stat().st_size} bytes, {MOST_BYTES} at most may ship"
        raise ValueError(message)
    return path
