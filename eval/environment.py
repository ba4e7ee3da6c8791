"""What made a run: settings, models, prompts, index and commit, so that a figure can be traced."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import prompts
from assistant import __version__
from assistant.settings import Settings
from assistant.types import Paper

_PACKAGES = ("torch", "transformers", "sentence-transformers", "llama-index-core", "chromadb")
_SECRET = ("key", "password", "token", "auth")
_MACHINE = ("store", "catalog", "index", "cache", "host", "port")


def made_by(
    settings: Settings, papers: Iterable[Paper], questions: Path, models: Mapping[str, str]
) -> dict[str, Any]:
    """All that an answer depends on, as plain JSON; secrets and machine paths are left out.

    Args:
        settings: Those of the run.
        papers: The collection.
        questions: File of the question set.
        models: Names of the models and what tells one index from another, by role.
    """
    values = {
        name: str(value)
        for name, value in asdict(settings).items()
        if name not in _MACHINE and not any(word in name for word in _SECRET)
    }
    return {
        "version": __version__,
        "commit": commit(),
        "settings": values,
        "models": dict(models),
        "prompts": prompts.fingerprint(),
        "questions": f"{questions.stem}, {_file_hash(questions)}",
        "collection": collection_fingerprint(papers),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "cores": os.cpu_count(),
    }


def collection_fingerprint(papers: Iterable[Paper]) -> str:
    """Number of papers and a hash of their ids and texts, whatever their order."""
    lines = sorted(f"{p.id}\x1f{p.title}\x1f{p.abstract}" for p in papers)
    digest = hashlib.sha256("\x1e".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{len(lines)} papers, {digest[:12]}"


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def commit() -> str:
    """The commit of the checkout that runs; ``+`` and a hash where it was changed; else empty."""
    folder = Path(__file__).resolve().parent
    try:
        sha = _git(folder, "rev-parse", "--short=12", "HEAD")
        changed = _git(folder, "diff", "HEAD") + _git(folder, "status", "--porcelain")
    except (OSError, subprocess.SubprocessError):
        return ""
    return sha + (f"+{hashlib.sha256(changed.encode()).hexdigest()[:6]}" if changed else "")


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    return done.stdout.strip()


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
