"""What an answer was made from and by, so that it can be traced and made again.

``trail`` is what ``--json`` and the page's export carry; ``paper-assistant replay`` reads it back.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import prompts
from assistant import __version__
from assistant.gate.relevance import Candidate
from assistant.settings import Settings
from assistant.types import Evidence, Filters, Paper, Turn

SETTINGS = (
    "embedding_model", "answer_model", "adapter", "reranker", "support_model", "closely", "writer",
    "judge", "words", "answer_threshold", "list_threshold",
)  # fmt: skip
"""The settings that an answer depends on; a replay is made with them."""
_PACKAGES = ("torch", "transformers", "sentence-transformers", "chromadb")
_READ = 3


def origin(settings: Settings, embedding: str, answering: str, papers: int) -> dict[str, Any]:
    """What made an answer: version, settings, models, fitted weights and prompts.

    Args:
        settings: Those of the run.
        embedding: Fingerprint of the embedding model.
        answering: Name of the answer model.
        papers: How many papers the collection holds.
    """
    return {
        "version": __version__,
        "settings": {name: getattr(settings, name) for name in SETTINGS},
        "embedding_model": embedding,
        "answer_model": answering,
        "weights": weights_fingerprint(),
        "prompts": prompts.fingerprint(),
        "papers": papers,
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
    }


def weights_fingerprint() -> str:
    """A hash of every fitted weight that the product ships."""
    folder = files("assistant") / "weights"
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def paper_fingerprint(paper: Paper) -> str:
    """A hash of a record's words: it changes when title or abstract does."""
    text = f"{paper.title}\x1f{paper.abstract}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def asked(history: Sequence[Turn], filters: Filters) -> dict[str, Any]:
    """What came with a question: the turns before it and the page's restrictions."""
    return {
        "history": [{"role": turn.role, "content": turn.content} for turn in history],
        "filters": filters_record(filters),
    }


def filters_record(filters: Filters) -> dict[str, Any]:
    """Restrictions as plain values; those that restrict nothing are left out."""
    return {name: value for name, value in asdict(filters).items() if value not in ((), None)}


def evidence_record(
    candidates: Sequence[Candidate], chosen: Sequence[Sequence[Evidence]]
) -> list[dict[str, Any]]:
    """The papers read first, with the score of every sentence and which were quoted."""
    quoted = {e.sentence for group in chosen for e in group}
    return [
        {
            "paper_id": c.hit.paper.id,
            "probability": round(c.probability, 4),
            "sentences": [
                {
                    "position": e.sentence.position,
                    "score": round(e.score, 4),
                    "quoted": e.sentence in quoted,
                }
                for e in c.evidence
            ],
        }
        for c in candidates[:_READ]
    ]


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What two answer records say differently, and what made it so; empty where they agree.

    Causes come first: other software, settings or models, papers that changed or are gone.
    """
    made, makes = then.get("origin") or {}, now.get("origin") or {}
    found = [
        f"{name} was {made[name]!r}, is {makes.get(name)!r}"
        for name in ("version", "embedding_model", "answer_model", "weights", "prompts", "papers")
        if name in made and made[name] != makes.get(name)
    ]
    old, new = _prints(then), _prints(now)
    found += [f"paper {i} has changed" for i in old if i in new and old[i] != new[i]]
    for field in ("status", "kind"):
        if then.get(field) != now.get(field):
            found.append(f"{field} was {then.get(field)!r}, is {now.get(field)!r}")
    said, says = _said(then), _said(now)
    found += [f"no longer said: {text}" for text in said if text not in says]
    found += [f"newly said: {text}" for text in says if text not in said]
    if said != says and sorted(said) == sorted(says):
        found.append("the statements come in another order")
    cited, cites = list(old), list(new)
    if cited != cites:
        found.append(f"cited were {', '.join(cited) or 'none'}; are {', '.join(cites) or 'none'}")
    return found


def _said(record: Mapping[str, Any]) -> list[str]:
    return [str(statement["text"]) for statement in record.get("statements") or ()]


def _prints(record: Mapping[str, Any]) -> dict[str, str]:
    return {
        str(c["paper_id"]): str(c.get("fingerprint", "")) for c in record.get("citations") or ()
    }
