"""The named endpoints that ``gradio_client`` and scripts call: ask, search, paper, ingest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.errors import InputError
from assistant.serialise import answer_record, retrieved_record
from assistant.web.adding import Takes, take_text
from assistant.web.engine import Engine
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.links import NONE

_MOST_FOUND = 200


def endpoints(
    engine: Engine, take: Takes | None = None, hosts: Hosts = NONE
) -> list[Callable[..., Any]]:
    """Functions whose names, arguments and docstrings are the endpoints' own.

    Args:
        engine: Makes the answers.
        take: Brings papers in; without it there is no endpoint that does.
        hosts: From where files may be fetched, beside the known servers of papers.
    """

    def ask(question: str) -> dict[str, Any]:
        """Answer a question; the record is that of ``paper-assistant ask --json``."""
        _ready(engine)
        *_, answer = engine.assistant.answer(_text(question, "question"))
        return answer_record(answer)

    def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """The papers nearest a text, best first, at most 200."""
        _ready(engine)
        limit = max(1, min(_whole(k), _MOST_FOUND))
        found = engine.assistant.find(_text(query, "query"), limit)
        return [retrieved_record(hit) for hit in found]

    def paper(paper_id: str) -> dict[str, Any]:
        """One paper with all that the collection holds of it."""
        _ready(engine)
        found = engine.assistant.library.get([_text(paper_id, "paper_id")])
        if not found:
            message = f"No paper has the id '{paper_id[:80]}'."
            raise InputError(message, "The search endpoint gives ids.")
        names = ("id", "title", "abstract", "venue", "year", "url", "pdf", "text_kind")
        record = {name: getattr(found[0], name) for name in names}
        return record | {"authors": list(found[0].authors)}

    def ingest(records: str) -> dict[str, Any]:
        """Bring in papers: BibTeX, RIS, JSONL or CSV as text, or links to papers, one a line."""
        assert take is not None
        report = take_text(take, _text(records, "records"), hosts)
        return {**report.counts, "rejected": [str(rejection) for rejection in report.rejected]}

    return [ask, search, paper, *([ingest] if take else [])]


def _ready(engine: Engine) -> None:
    for _ in engine.wait():
        pass


def _text(value: object, name: str) -> str:
    """The value that came under this name, which may be any JSON."""
    if isinstance(value, str):
        return value
    message = f"The value of '{name}' is no text."
    raise InputError(message, "Send a string.")


def _whole(value: object) -> int:
    if isinstance(value, int | float) and value == value:
        return int(value)
    message = "The value of 'k' is no number."
    raise InputError(message, "Send how many papers you want.")


def spoken(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with our errors as Gradio's, so that the caller reads the message."""
    from functools import wraps

    import gradio as gr

    from assistant.errors import AssistantError

    @wraps(function)
    def run(*values: Any, **named: Any) -> Any:  # noqa: ANN401
        try:
            return function(*values, **named)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return run
