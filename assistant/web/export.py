"""A conversation to take along: Markdown with its sources, BibTeX of what was cited, JSON."""

from __future__ import annotations

import json

from assistant.bibtex import bibliography
from assistant.errors import InputError
from assistant.protocols import Library
from assistant.serialise import answer_record
from assistant.types import Answer
from assistant.web.conversation import Conversation


def exported(conversation: Conversation, form: str, library: Library) -> dict[str, str]:
    """File name, text and media type of the conversation in a form.

    Raises:
        InputError: The form is not ``markdown``, ``bibtex`` or ``json``.
    """
    answers = [turn.restored(library) for turn in conversation.turns]
    if form == "markdown":
        return _file("conversation.md", _markdown(answers), "text/markdown")
    if form == "bibtex":
        papers = [c.paper for answer in answers for c in answer.citations]
        return _file("references.bib", bibliography(papers), "application/x-bibtex")
    if form == "json":
        records = [answer_record(answer, str(i)) for i, answer in enumerate(answers, 1)]
        text = json.dumps(records, ensure_ascii=False, indent=1)
        return _file("conversation.json", text, "application/json")
    message = f"The export form '{form[:40]}' is unknown; known are markdown, bibtex and json."
    raise InputError(message)


def _markdown(answers: list[Answer]) -> str:
    parts = []
    for answer in answers:
        parts.append(f"## {answer.request.question}\n\n{answer.text}")
    return "\n\n".join(parts) + "\n"


def _file(name: str, text: str, kind: str) -> dict[str, str]:
    return {"name": name, "text": text, "kind": kind}
