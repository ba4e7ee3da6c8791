"""Which answer models are on this machine, and how to get more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelError
from assistant.models import embedded
from assistant.models.naming import OLLAMA, EngineKind, ModelName, parse
from assistant.settings import EMBEDDED, Settings

SUGGESTED = {
    "Qwen/Qwen3-0.6B": "1.5 GB",
    "Qwen/Qwen3-1.7B": "4 GB",
    "Qwen/Qwen3-4B-Instruct-2507": "8 GB, or 3 GB with precision 4bit",
    "HuggingFaceTB/SmolLM3-3B": "6 GB",
}
"""Models with open licences that fit a laptop, with the memory they take."""
_FILES = ["*.safetensors", "*.json", "*.jinja", "*.txt", "*.model"]
Told = Callable[[str, int, int], None]
"""Told what goes on, how much is done, and of how much (0: unknown)."""


@dataclass(frozen=True, slots=True)
class OnShelf:
    """A model that can be used now.

    Attributes:
        name: As ``answer_model`` takes it.
        where: What runs it, for a person.
        size: Bytes on the disk; 0 where a server keeps it.
    """

    name: str
    where: str
    size: int = 0


def on_this_machine(settings: Settings) -> list[OnShelf]:
    """The embedded model, those downloaded from a hub, and those of an Ollama server here."""
    from assistant.models.ollama import installed

    found = [
        OnShelf(EMBEDDED, f"comes with the product ({embedded.answer_name(settings.adapter)})")
    ]
    found += _downloaded()
    named = parse(settings.answer_model)
    address = named.address if named.kind is EngineKind.OLLAMA else OLLAMA
    at = "" if address == OLLAMA else f"@{address}"
    found += [OnShelf(f"ollama:{m}{at}", f"Ollama at {address}") for m in installed(address)]
    if not {str(named), settings.answer_model} & {f.name for f in found}:
        found.append(OnShelf(settings.answer_model, "named by a setting; models check tests it"))
    return found


def download(name: ModelName, settings: Settings, tell: Told) -> str:
    """Get a model, and say where it is now.

    Raises:
        ModelError: There is no network, no such model, or it cannot be had this way.
    """
    if name.kind is EngineKind.EMBEDDED:
        tell("Unpacking the embedded model", 0, 0)
        return str(embedded.answer_folder(settings.cache, settings.adapter))
    if name.kind is EngineKind.OLLAMA:
        from assistant.models.ollama import pull

        for what, done, total in pull(name, max(settings.patience, 600)):
            tell(what, done, total)
        return f"Ollama at {name.address}"
    if name.kind is EngineKind.TRANSFORMERS and not Path(name.model).expanduser().is_dir():
        tell(f"Downloading {name.model}", 0, 0)
        return _from_hub(name.model)
    message = f"{name} is nothing that can be downloaded."
    raise ModelError(message, "Give a Hugging Face name, or ollama:MODEL.")


def _from_hub(name: str) -> str:
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        LocalEntryNotFoundError,
        RepositoryNotFoundError,
    )

    if constants.HF_HUB_OFFLINE:
        message = f"{name} cannot be downloaded: the variable HF_HUB_OFFLINE is set."
        raise ModelError(message, "Unset it and run the command again.")
    try:
        return str(snapshot_download(name, allow_patterns=_FILES))
    except GatedRepoError as error:
        message = f"The hub gives {name} only to those who accepted its terms."
        raise ModelError(message, "Accept them on its page, then run: hf auth login") from error
    except RepositoryNotFoundError as error:
        message = f"The hub knows no model {name!r}."
        hint = f"Check the name. Good ones: {', '.join(SUGGESTED)}."
        raise ModelError(message, hint) from error
    except LocalEntryNotFoundError as error:
        message = f"{name} cannot be downloaded: the hub cannot be reached."
        raise ModelError(message, "Check the network and run the command again.") from error
    except (HfHubHTTPError, OSError, ValueError) as error:
        first = str(error).strip().split("\n")[0][:200]
        message = f"{name} cannot be downloaded: {first}"
        raise ModelError(message, "Run the command again; it goes on where it stopped.") from error


def _downloaded() -> Iterator[OnShelf]:
    """Causal language models in the hub's cache on this machine."""
    import json

    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = sorted(scan_cache_dir().repos, key=lambda r: str(r.repo_id))
    except CacheNotFound:
        return
    for repository in repositories:
        for revision in repository.revisions:
            try:
                text = (revision.snapshot_path / "config.json").read_text(encoding="utf-8")
                kinds = json.loads(text).get("architectures") or ()
            except (OSError, ValueError, AttributeError):
                continue
            if any(str(k).endswith(("ForCausalLM", "ForConditionalGeneration")) for k in kinds):
                where = "downloaded from the hub"
                yield OnShelf(repository.repo_id, where, revision.size_on_disk)
                break
