"""What the page's script asks for directly: a paper's card, similar papers, an export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from assistant.bibtex import bibliography
from assistant.errors import AssistantError
from assistant.protocols import Library
from assistant.web import chat, mapping, quality, source_view
from assistant.web.conversation import Conversation
from assistant.web.engine import Engine
from assistant.web.export import exported
from assistant.web.features import PLAIN, Features
from assistant.web.feedback import eval_cases
from assistant.web.html import escape
from assistant.web.mapping import Cartographer
from assistant.web.papers_view import Shelf, table
from assistant.wording.spelling import Spelled
from assistant.wording.text import fold

_SIMILAR, _NAMES, _MOST = 8, 12, 500


def functions(
    engine: Engine, features: Features = PLAIN, maps: Cartographer | None = None
) -> list[Callable[..., object]]:
    """Functions that Gradio exposes to the page's script by their names, each with one value."""
    names = _Names()
    engine.then(lambda: names.read(engine.assistant.library))

    def paper(paper_id: object) -> str:
        return _said(lambda: _paper(engine, str(paper_id)))

    def similar(paper_id: object) -> str:
        return _said(lambda: _similar(engine, str(paper_id)))

    def export_conversation(wanted: object) -> dict[str, str]:
        asked = wanted if isinstance(wanted, Mapping) else {}
        kept = Conversation.read(asked.get("conversation"))
        try:
            return exported(kept, str(asked.get("form")), engine.assistant.library)
        except AssistantError as error:
            return {"name": "export.txt", "text": f"{error}\n", "kind": "text/plain"}

    def turns(conversation: object) -> str:
        return _said(lambda: chat.drawn(engine, Conversation.read(conversation)))

    def papers(shelf: object) -> str:
        return _said(lambda: table(engine, Shelf.read(shelf)))

    def authors(beginning: object) -> list[str]:
        ready = engine.state.ready
        return names.beginning(str(beginning), engine.assistant.library) if ready else []

    def references(ids: object) -> str:
        wanted = [str(i) for i in ids[:_MOST]] if isinstance(ids, list) else []
        return bibliography(engine.assistant.library.get(wanted)) if engine.state.ready else ""

    def report(_: object) -> str:
        return quality.view(features.reports) if features.reports else ""

    return [
        paper,
        similar,
        export_conversation,
        turns,
        papers,
        authors,
        references,
        eval_cases,
        report,
        *(mapping.functions(maps, engine) if maps else []),
    ]


class _Names:
    """Every author with the folded name; read again when the number of papers changes."""

    def __init__(self) -> None:
        self._known: tuple[int, list[tuple[str, str]]] = (-1, [])

    def read(self, library: Library) -> list[tuple[str, str]]:
        """All names; a second of work for the authors of a hundred thousand papers."""
        count = library.count()
        if self._known[0] != count:
            self._known = (count, [(name, fold(name)) for name, _ in library.author_counts()])
        return self._known[1]

    def beginning(self, text: str, library: Library) -> list[str]:
        """Names in which a word begins so, those with most papers first."""
        wanted = fold(text.strip())
        fitting = (name for name, folded in self.read(library) if f" {wanted}" in f" {folded}")
        return list(islice(fitting, _NAMES)) if wanted else []


def _said(html: Callable[[], str]) -> str:
    try:
        return html()
    except AssistantError as error:
        return f'<p class="pa-note">{escape(str(error))}</p>'


def _paper(engine: Engine, paper_id: str) -> str:
    found = engine.assistant.library.get([paper_id])
    gone = '<p class="pa-note">This paper is no longer in the collection.</p>'
    return source_view.card(found[0]) if found else gone


def _similar(engine: Engine, paper_id: str) -> str:
    found = engine.assistant.library.get([paper_id])
    if not found:
        return _paper(engine, paper_id)
    query = Spelled(f"{found[0].title}. {found[0].abstract}"[:1000])  # by those who wrote it
    hits = engine.assistant.find(query, _SIMILAR + 1)
    others = [hit.paper for hit in hits if hit.paper.id != paper_id][:_SIMILAR]
    return "".join(map(source_view.card, others))
