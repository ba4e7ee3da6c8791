"""Load a cross-encoder, by sentence-transformers: one way for all that read two texts together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.models import hush


def load_cross_encoder(name: str, device: str, role: str, setting: str) -> Any:  # noqa: ANN401 - sentence-transformers ships no types
    """The model; its name goes to the hub only where it is no folder.

    Args:
        name: A folder, or a Hugging Face name.
        device: As the setting ``device`` has it.
        role: What a message calls it, such as ``reranker``.
        setting: The flag that names it, without dashes.

    Raises:
        ModelError: It cannot be found or loaded.
    """
    local = Path(name).is_dir()
    hush(local)
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(
            name, device=None if device == "auto" else device, local_files_only=local
        )
    except Exception as error:
        reason = str(error).strip().split("\n")[0][:200]
        message = f"The {role} {name!r} cannot be loaded: {reason}"
        hint = f"Check the name and the network, or use --{setting} none."
        raise ModelError(message, hint) from error


def raw_outputs(logits: Any) -> Any:  # noqa: ANN401 - torch ships no types here
    """What to give as ``activation_fn`` where the model's own outputs are wanted."""
    return logits
