"""Load a causal language model by transformers: device, precision, memory, and clear failures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.models import embedded, hush
from assistant.models.adapter import NONE as NO_ADAPTER
from assistant.models.generating import TransformersEngine, is_out_of_memory
from assistant.models.naming import EngineKind, ModelName
from assistant.settings import EMBEDDED, Settings

FOUR_BIT = "4bit"
_BYTES = {"float32": 4.0, "bfloat16": 2.0, "float16": 2.0, FOUR_BIT: 0.7}
"""Bytes a weight takes in memory; 4-bit weights carry scales, and embeddings stay wider."""
_SPARE = 1.1


def load(name: ModelName, settings: Settings) -> TransformersEngine:
    """The engine over a model that lies on this machine; nothing is downloaded here.

    Raises:
        ModelError: It is not on this machine, does not fit into memory, or cannot be read.
    """
    is_embedded = name.kind is EngineKind.EMBEDDED
    # The embedding model may still want the network, where a setting names one of a hub.
    hush(settings.embedding_model == EMBEDDED)
    shown = embedded.answer_name(settings.adapter) if is_embedded else name.model
    folder = (
        embedded.answer_folder(settings.cache, settings.adapter)
        if is_embedded
        else find(name.model)
    )
    device = best_device(settings.device)
    precision = _precision(settings.precision, device)
    _check_memory(shown, folder, device, precision)
    try:
        model, tokenizer = _read(folder, device, precision)
    except ModelError:
        raise
    except Exception as error:
        raise _unreadable(shown, error) from error
    return TransformersEngine(
        model,
        tokenizer,
        shown,
        examples=not (is_embedded and settings.adapter != NO_ADAPTER),
        lookup=settings.lookup,
    )


def find(name: str) -> Path:
    """The folder of a local model, or of a hub's model that was downloaded before.

    Raises:
        ModelError: There is none.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").exists():
            message = f"The folder {name} holds no model: there is no config.json."
            raise ModelError(message, "Give the folder that holds config.json and safetensors.")
        return folder
    if name.startswith((".", "/", "~")):
        message = f"There is no folder {name}."
        raise ModelError(message, "Give a folder with a model, or a Hugging Face name.")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError, ValueError) as error:
        message = f"The answer model {name!r} is not on this machine."
        hint = f"With a network, run: paper-assistant models download {name}"
        raise ModelError(message, hint) from error


def best_device(wanted: str) -> str:
    """The device that the setting names, or the fastest there is.

    Raises:
        ModelError: The named one is not here.
    """
    import torch

    gpus = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next((name for name, there in gpus.items() if there), "cpu")
    if not gpus.get(wanted.partition(":")[0], True):
        message = f"The setting 'device' is {wanted!r}, but there is no such device here."
        raise ModelError(message, "Use --device auto, or cpu.")
    return wanted


def _precision(wanted: str, device: str) -> str:
    if wanted != "auto":
        return wanted
    return "float16" if device == "mps" else embedded.processor_dtype()


def _read(folder: Path, device: str, precision: str) -> tuple[Any, Any]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    how: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(str(folder), **how)
    how["use_safetensors"] = True
    if precision == FOUR_BIT:
        how |= {"quantization_config": _four_bit(), "device_map": {"": device}}
        return AutoModelForCausalLM.from_pretrained(str(folder), **how).eval(), tokenizer
    model = AutoModelForCausalLM.from_pretrained(
        str(folder), dtype=getattr(torch, precision), **how
    )
    return model.to(device).eval(), tokenizer


def _four_bit() -> Any:  # noqa: ANN401
    if importlib.util.find_spec("bitsandbytes") is None:
        message = "The setting 'precision' is '4bit', which needs the package bitsandbytes."
        raise ModelError(message, "Run: pip install 'paper-assistant[4bit]'")
    import torch
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=getattr(torch, embedded.processor_dtype()),
    )


def _check_memory(name: str, folder: Path, device: str, precision: str) -> None:
    """Refuse what does not fit: an operating system would end the whole program without a word."""
    need = weights(folder) * _BYTES[precision] * _SPARE
    free = free_memory(device)
    if free and need > free:
        message = (
            f"The answer model {name!r} needs about {need / 1e9:.1f} GB in {precision}; "
            f"{free / 1e9:.1f} GB are free on {device}."
        )
        raise ModelError(message, "Choose a smaller model, or --precision 4bit.")


def weights(folder: Path) -> int:
    """How many weights the safetensors of a folder hold, read off their headers."""
    from math import prod

    from safetensors import safe_open

    total = 0
    for file in folder.glob("*.safetensors"):
        try:
            with safe_open(str(file), framework="numpy") as tensors:
                total += sum(prod(tensors.get_slice(k).get_shape()) for k in tensors.keys())  # noqa: SIM118
        except Exception:  # noqa: BLE001, S112 - a broken file is told when it is loaded
            continue
    return total


def free_memory(device: str) -> int:
    """Bytes free on the device; 0 where that cannot be found out."""
    if device.startswith("cuda"):
        import torch

        return int(torch.cuda.mem_get_info()[0])
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    sizes = dict(line.split(":", 1) for line in lines)
    return int(sizes.get("MemAvailable", "0 kB").split()[0]) * 1024


def _unreadable(name: str, error: Exception) -> ModelError:
    if is_out_of_memory(error):
        message = f"There is no memory for the answer model {name!r}."
        return ModelError(message, "Choose a smaller model, or --precision 4bit.")
    first = str(error).strip().split("\n")[0][:200] or type(error).__name__
    message = f"The answer model {name!r} cannot be loaded: {first}"
    hint = "Check its files, download it again, or use --answer-model embedded."
    return ModelError(message, hint)
