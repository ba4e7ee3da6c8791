"""What the embedded model was taught: a LoRA adapter, merged once into the model's weights.

The file is safetensors: ``layers.N.NAME.A`` and ``.B`` for each linear layer that learnt; its
metadata name the base model and the hash of the file that it came from.  ``eval.teaching`` makes
it; ``assistant/weights/adapter.md`` is its model card.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.settings import EMBEDDED

NONE = "none"
FILE_NAME = "adapter.safetensors"


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter's file and what it says of itself.

    Attributes:
        base: SHA-256 of the file of the base model that it was trained on.
        scale: What ``B @ A`` is multiplied with before it is added to a layer's weights.
    """

    path: Path
    base: str
    base_name: str
    scale: float

    @property
    def digest(self) -> str:
        """Eight characters that tell this adapter from others."""
        return digest(self.path)[:8]

    def merge(self, model: Any) -> None:  # noqa: ANN401 - transformers ships no types
        """Add the adapter to the weights of a causal model, in float32.

        Raises:
            ModelError: The model has no such layers.
        """
        from safetensors import safe_open

        with safe_open(self.path, framework="pt") as tensors:
            for name in sorted(n[: -len(".A")] for n in tensors.keys() if n.endswith(".A")):  # noqa: SIM118
                a, b = (tensors.get_tensor(f"{name}.{part}").float() for part in "AB")
                self._add(model, name, self.scale * (b @ a))

    def _add(self, model: Any, name: str, change: Any) -> None:  # noqa: ANN401
        try:
            weight = model.get_submodule(f"model.{name}").weight
            weight.data = (weight.data.float() + change).to(weight.dtype)
        except (AttributeError, RuntimeError) as error:
            message = f"The adapter {self.path.name} changes {name}, which the model does not have."
            raise ModelError(message, _HINT) from error


_HINT = "Train it again on this model (eval/teaching), or use --adapter none."


def find(setting: str) -> Adapter | None:
    """The adapter that a setting names: the one that comes along, none, or a file or its folder.

    Raises:
        ModelError: There is no such file, or it is no adapter.
    """
    if setting == NONE:
        return None
    if setting == EMBEDDED:
        with as_file(files("assistant") / "weights" / FILE_NAME) as path:
            return _opened(path)
    path = Path(setting)
    return _opened(path / FILE_NAME if path.is_dir() else path)


def _opened(path: Path) -> Adapter:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            told = file.metadata() or {}
        return Adapter(path, told["base_sha256"], told["base"], float(told["scale"]))
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        message = f"{path} is not an adapter that can be read: {str(error)[:200]}."
        raise ModelError(
            message, "Name one that eval/teaching made, or use --adapter none."
        ) from error


def check_base(adapter: Adapter, base: Path, name: str) -> None:
    """See that the adapter was trained on this base model.

    Args:
        adapter: The adapter.
        base: The file that holds the base model's weights.
        name: What that model is called.

    Raises:
        ModelError: It was trained on another one.
    """
    found = digest(base)
    if found != adapter.base:
        message = (
            f"The adapter {adapter.path.name} was trained on {adapter.base_name} with hash "
            f"{adapter.base[:8]}; the model here is {name} with hash {found[:8]}."
        )
        raise ModelError(message, _HINT)


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
