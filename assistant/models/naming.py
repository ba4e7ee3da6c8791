"""What the setting ``answer_model`` names: which engine runs which model, and where it is reached.

========================================  ======================================================
``embedded``                              the model that comes with the product
``none``                                  no model: quotes alone
``Qwen/Qwen3-0.6B``, ``./folder``         transformers, on this machine (``transformers:NAME`` too)
``model.gguf``, ``llama.cpp:FILE``        llama.cpp, on this machine
``ollama:qwen3:4b[@http://HOST:PORT]``    an Ollama server
``openai:MODEL@http://HOST:PORT/v1``      any server that speaks OpenAI's chat completions
========================================  ======================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from assistant.errors import SettingsError

OLLAMA = "http://127.0.0.1:11434"
_FORMS = (
    "'embedded', 'none', a Hugging Face name, a local folder, llama.cpp:FILE.gguf, "
    "ollama:MODEL[@http://HOST:PORT] or openai:MODEL@http://HOST:PORT/v1"
)
_HUB_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?")


class EngineKind(StrEnum):
    """What runs a model."""

    NONE = "none"
    EMBEDDED = "embedded"
    TRANSFORMERS = "transformers"
    LLAMA_CPP = "llama.cpp"
    OLLAMA = "ollama"
    OPENAI = "openai"

    @property
    def local(self) -> bool:
        """Whether the model runs inside this process."""
        return self not in (EngineKind.OLLAMA, EngineKind.OPENAI)


@dataclass(frozen=True, slots=True)
class ModelName:
    """A parsed ``answer_model``.

    Attributes:
        model: The model's name for its engine: a hub name, folder, file or a server's name.
        address: Where the server listens; empty for engines inside this process.
    """

    kind: EngineKind
    model: str = ""
    address: str = ""

    def __str__(self) -> str:
        if self.kind in (EngineKind.NONE, EngineKind.EMBEDDED):
            return self.kind.value
        at = f"@{self.address}" if self.address else ""
        return f"{self.kind.value}:{self.model}{at}"


def parse(text: str) -> ModelName:
    """What a value of ``answer_model`` names.

    Raises:
        SettingsError: It has none of the forms above.
    """
    text = text.strip()
    if text in (EngineKind.NONE, EngineKind.EMBEDDED):
        return ModelName(EngineKind(text))
    scheme, colon, rest = text.partition(":")
    if colon and scheme in (EngineKind.OLLAMA, EngineKind.OPENAI):
        return _served(EngineKind(scheme), rest, text)
    if colon and scheme in (EngineKind.TRANSFORMERS, EngineKind.LLAMA_CPP) and rest:
        return ModelName(EngineKind(scheme), rest)
    if text.lower().endswith(".gguf"):
        return ModelName(EngineKind.LLAMA_CPP, text)
    # A folder may have any name; a drive's letter is no scheme.
    if _HUB_NAME.fullmatch(text) or text.startswith((".", "/", "~")) or text[1:3] == ":\\":
        return ModelName(EngineKind.TRANSFORMERS, text)
    raise _unusable(text, _FORMS)


def _served(kind: EngineKind, rest: str, text: str) -> ModelName:
    model, address = rest, OLLAMA if kind is EngineKind.OLLAMA else ""
    if match := re.fullmatch(r"(.+?)@(https?://.+)", rest):
        model, address = match[1], match[2].rstrip("/")
    parts = urlsplit(address)
    if not model or model.startswith("@") or not parts.hostname:
        raise _unusable(text, f"of the form {kind.value}:MODEL@http://HOST:PORT")
    if parts.username or parts.password:
        # It would be told in reports and logs.
        message = "The setting 'answer_model' holds a password in its address."
        raise SettingsError(message, "Give the key in the variable PAPER_ASSISTANT_API_KEY.")
    return ModelName(kind, model, address)


def _unusable(text: str, expected: str) -> SettingsError:
    return SettingsError(f"The setting 'answer_model' is {text!r}; it must be {expected}.")
