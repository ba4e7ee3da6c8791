"""Build the assistant for the page: open the collection, fill an empty one, load the models."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.errors import AssistantError, StoreBusyError
from assistant.settings import Settings
from assistant.watching.observing import observers
from assistant.web.adding import Takes
from assistant.web.auth import is_loopback
from assistant.web.engine import AnswersQuestions, Engine, Told
from assistant.web.features import Features
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.source import Source
from vectorstore.ingest import Report
from vectorstore.map.stored import StoredMaps
from vectorstore.store import is_being_written

Progress = Callable[[str, int, int], None]
_PATIENCE = 1.0
_WARM_UP = "representation learning"
_RARE = ("How well does representaton learning work?", "Wie gut ist das Lernen von Netzen?")


def engine(settings: Settings, progress: Progress = lambda stage, done, total: None) -> Engine:
    """The engine over the collection that the settings name; an empty one is filled.

    Args:
        settings: Names the collection and the models.
        progress: Told how far the filling is, beside the page itself.
    """

    def load_builtin(report: Told) -> AnswersQuestions:
        from assistant.collection.intake import bring_in_builtin

        report("Loading the built-in papers")

        def both(stage: str, done: int, total: int) -> None:
            progress(stage, done, total)
            report(_progress(done, total))

        try:
            bring_in_builtin(settings, both)
        except StoreBusyError:
            # Several servers that start over one empty collection: one of them fills it.
            report("Another process is loading papers")
            while is_being_written(settings.place):
                time.sleep(_PATIENCE)
        return _open(settings, report, made)

    def build(report: Told) -> AnswersQuestions:
        from vectorstore.store import open_catalog

        report("Opening the collection")
        empty = not open_catalog(settings.place).count()
        return load_builtin(report) if empty else _open(settings, report, made)

    made = Engine(build, load_builtin, observers(settings))
    return made


def intake(settings: Settings) -> Takes:
    """What brings files of papers into the collection that the settings name."""

    def take(paths: Sequence[Path | Source], tell: Progress) -> Report:
        from assistant.collection.intake import bring_in

        return bring_in(paths, settings, progress=tell)

    return take


def features(settings: Settings, mcp: bool = False, add: bool = False) -> Features:
    """What the page has beside the chat, over the collection that the settings name.

    Args:
        settings: Names the collection, and where the page listens.
        mcp: Whether there is an MCP server.
        add: Whether papers may be added where other machines reach the page, too.
    """
    return Features(
        take=intake(settings) if add or is_loopback(settings.host) else None,
        hosts=Hosts.of(settings.allow_host),
        maps=StoredMaps(settings.place),
        map_ahead=settings.draw_map,
        reports=Path.cwd(),
        requests_a_minute=settings.requests_a_minute,
        mcp=mcp,
    )


def _open(settings: Settings, report: Told, engine: Engine) -> AnswersQuestions:
    from assistant import wiring
    from assistant.collection.upkeep import Upkeep
    from assistant.models.answering import AnswerModel
    from assistant.models.embedding import SentenceEmbedder

    report("Loading the models")
    model, embedder = AnswerModel(settings), SentenceEmbedder(settings)
    upkeep = Upkeep(settings, embedder)
    engine.metrics.watch(model)
    engine.keep(upkeep)
    assistant = wiring.build_with(settings, model, embedder, upkeep)
    if assistant.library.count():
        # Whatever is loaded at its first use is loaded now, and not while somebody waits.
        assistant.reader.read(_WARM_UP, assistant.find(_WARM_UP, 1))
        threading.Thread(target=_warm, args=(assistant,), name="warm-up", daemon=True).start()
    return assistant


def _warm(assistant: AnswersQuestions) -> None:
    """Load what few questions need: word lists for typing errors, and those of other languages."""
    with suppress(AssistantError):
        for question in _RARE:
            for _ in assistant.answer(question):
                pass


def _progress(done: int, total: int) -> str:
    return f"Loading the built-in papers, {done} of {total}" if total else "Reading the papers"
