"""What the page's script asks for directly: a paper's card, similar papers, an export."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from assistant.bibtex import bibliography
from assistant.errors import AssistantError
from assistant.protocols import Library
from assistant.text import fold
from assistant.web import source_view
from assistant.web.conversation import Conversation
from assistant.web.engine import Engine
from assistant.web.export import exported
from assistant.web.html import escape
from assistant.web.papers_view import Shelf, table

_SIMILAR, _NAMES, _MOST = 8, 12, 500


def functions(engine: Engine) -> list[Callable[..., object]]:
    """Functions that Gradio exposes to the page's script by their names."""

    def paper(paper_id: object) -> str:
        return _said(lambda: _paper(engine, str(paper_id)))

    def similar(paper_id: object) -> str:
        return _said(lambda: _similar(engine, str(paper_id)))

    def export_conversation(conversation: object, form: object) -> dict[str, str]:
        kept = Conversation.read(conversation)
        return exported(kept, str(form), engine.assistant.library)

    def papers(shelf: object) -> str:
        return _said(lambda: table(engine, Shelf.read(shelf)))

    def authors(beginning: object) -> list[str]:
        return _authors(engine, str(beginning))

    def references(ids: object) -> str:
        wanted = [str(i) for i in ids[:_MOST]] if isinstance(ids, list) else []
        return bibliography(engine.assistant.library.get(wanted))

    return [paper, similar, export_conversation, papers, authors, references]


def _authors(engine: Engine, beginning: str) -> list[str]:
    """Names in which a word begins so, those with most papers first."""
    wanted, library = fold(beginning.strip()), engine.assistant.library
    if not wanted or not engine.state.ready:
        return []
    names = _names(library, library.count())
    return [name for name, folded in names if f" {wanted}" in f" {folded}"][:_NAMES]


@lru_cache(maxsize=1)
def _names(library: Library, count: int) -> list[tuple[str, str]]:
    """Every author with the folded name; read again when the number of papers changes."""
    return [(name, fold(name)) for name, _ in library.author_counts()]


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
    query = f"{found[0].title}. {found[0].abstract}"[:1000]
    hits = engine.assistant.find(query, _SIMILAR + 1)
    others = [hit.paper for hit in hits if hit.paper.id != paper_id][:_SIMILAR]
    return "".join(map(source_view.card, others))
