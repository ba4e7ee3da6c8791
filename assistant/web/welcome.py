"""What the chat shows before the first question: what is here, and what can be asked."""

from __future__ import annotations

from assistant.web.engine import Engine
from assistant.web.html import escape, rich


def welcome(engine: Engine) -> str:
    """The collection in a sentence and questions to click; how far the start is; or what to do."""
    state = engine.state
    if state.problem:
        retry = '<button type="button" class="pa-main" data-event="restart">Try again</button>'
        return _page("It could not start", f"<p>{escape(state.problem)}</p>{retry}")
    if not state.ready:
        doing = f'<p class="pa-working" role="status">{escape(state.doing)}…</p>'
        return _page("Ask your papers", doing + _note())
    count = engine.assistant.library.count()
    return _filled(engine, count) if count else _empty()


def _filled(engine: Engine, count: int) -> str:
    papers = f"{count:,} paper{'s' if count != 1 else ''}"
    buttons = "".join(
        f'<li><button type="button" data-ask="{escape(q)}" dir="auto">{rich(q)}</button></li>'
        for q in engine.examples()
    )
    listed = f'<ul class="pa-examples" aria-label="Questions to try">{buttons}</ul>'
    return _page(f"Ask {papers}", _note() + listed)


def _note() -> str:
    return (
        "<p>Every statement carries a number that opens the sentence it rests on. "
        "What the papers do not say is not answered.</p>"
    )


def _empty() -> str:
    return _page(
        "This collection is empty",
        "<p>Load the built-in one, 100 papers of ICLR 2021, or bring your own: "
        "<code>paper-assistant ingest FILE</code></p>"
        '<button type="button" class="pa-main" data-event="fill">Load the built-in papers</button>',
    )


def _page(title: str, body: str) -> str:
    return f'<section class="pa-welcome"><h2>{title}</h2>{body}</section>'
