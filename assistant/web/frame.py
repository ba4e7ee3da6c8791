"""The parts of the page that never change: header, source panel, drawer, head."""

from __future__ import annotations

from assistant.web.html import escape

_META = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
)


def head(css: str) -> str:
    """What stands in the page's head.

    Gradio puts every rule of its own ``css`` under its container, where rules on the root element
    never match; those come in here.
    """
    return f"{_META}<style>{css}</style>"


def header() -> str:
    """Name, new conversation, kept conversations, light and dark."""
    return """
<header class="pa-header">
  <a class="pa-skip" href="#pa-question">Skip to the question</a>
  <h1 class="pa-name"><span aria-hidden="true">❡</span> paper-assistant</h1>
  <nav aria-label="Conversations">
    <button type="button" data-fresh>New</button>
    <button type="button" data-drawer aria-expanded="false" aria-controls="pa-drawer">History
    </button>
    <button type="button" data-dark aria-label="Light or dark"><span aria-hidden="true">◐</span>
    </button>
  </nav>
</header>
<aside id="pa-drawer" aria-label="Kept conversations" hidden>
  <input id="pa-kept-search" type="search" placeholder="Search conversations"
    aria-label="Search conversations">
  <ul id="pa-kept"></ul>
  <p id="pa-kept-none" class="pa-note">Nothing is kept yet. Conversations stay in this browser.</p>
  <div class="pa-take"><span>Export this one</span>
    <button type="button" data-export="markdown">Markdown</button>
    <button type="button" data-export="bibtex">BibTeX</button>
    <button type="button" data-export="json">JSON</button>
    <button type="button" data-feedback
      title="Your ratings, as cases for paper-assistant eval --set">Ratings</button></div>
</aside>
<div id="pa-preview" role="tooltip" hidden></div>
"""


def panel() -> str:
    """The source panel, filled by the page's script."""
    return """
<aside id="pa-panel" aria-labelledby="pa-panel-title" tabindex="-1">
  <div class="pa-panel-head"><h2 id="pa-panel-title">Sources</h2>
    <button type="button" data-close-panel aria-label="Close sources">×</button></div>
  <div id="pa-panel-body"></div>
</aside>
"""


def adding(hosts: str = "") -> str:
    """What stands above the form that adds papers; ``hosts`` may be fetched from, too."""
    further = f", files from {escape(hosts)}" if hosts else ""
    return f"""
<p class="pa-note">CSV, JSON, JSONL, Parquet, BibTeX, RIS or the text of a dataset viewer; packed
with gzip or not. Papers that are here already are updated. Files and records never leave this
machine; links are fetched from arXiv, OpenReview and the Hugging Face hub{further}, and from
nowhere else.</p>
"""
