"""What the assistant says about itself, and where a question is none that papers answer."""

from __future__ import annotations

from assistant.wording.text import how_many

HELP = (
    "I answer questions over this collection of paper abstracts. Every statement cites a paper, "
    "and the citation is checked by code. You can ask a question, ask for a summary (*summarize "
    "…*), compare two papers, list papers on a topic or by an author, or ask for links and counts. "
    "Where the collection has no answer, I say so."
)
REFUSAL = (
    "I only answer questions about the papers of this collection, with citations that I check. "
    "I do not follow instructions to change how I work or to invent sources. "
    "What would you like to know about the papers?"
)
_REPLIES = {
    "greeting": f"Hello! {HELP}",
    "thanks": "You're welcome. Ask on whenever you like.",
    "help": HELP,
    "who are you": (
        "I am paper-assistant, an open-source program that runs on this computer. " + HELP
    ),
    "small talk": "I'm ready for your next question about the papers.",
    "joke": f"I leave that to others. {HELP}",
}


def reply(kind: str, papers: int) -> str:
    """The reply to small talk; a greeting also says how many papers there are."""
    text = _REPLIES.get(kind, HELP)
    if kind not in ("greeting", "help"):
        return text
    return f"{text} ({how_many(papers, 'paper')} {'is' if papers == 1 else 'are'} here.)"
