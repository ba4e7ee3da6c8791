"""Pages already fetched, kept until all of a source is there, so that a stopped fetch goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any


class Pages:
    """JSON values by name, each written whole or not at all.

    Args:
        folder: Where to keep them.
        source: What they are of; other sources have other folders.
    """

    def __init__(self, folder: Path, source: str) -> None:
        self._folder = folder / hashlib.sha256(source.encode()).hexdigest()[:16]

    def get(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        """A page that is there, or None."""
        try:
            return json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def put(self, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Keep a page; where that fails, it is fetched again another time."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = self._folder / f"{name}.part"
            unfinished.write_text(json.dumps(value), encoding="utf-8")
            unfinished.replace(self._folder / f"{name}.json")

    def done(self) -> None:
        """Forget all pages: the next fetch asks anew."""
        shutil.rmtree(self._folder, ignore_errors=True)
