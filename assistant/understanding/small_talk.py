"""Greetings, thanks and goodbyes in whatever words: a mark of them, and nothing asked beside."""

from __future__ import annotations

from assistant.text import STOPWORDS, words

_MARKS = {
    "thanks": frozenset("thanks thank thx cheers ta merci danke gracias".split()),
    "greeting": frozenset("hi hello hey hallo hola howdy greetings morning evening".split()),
    "small talk": frozenset(
        "lol haha bye goodbye ciao wow ok okay great cool nice perfect awesome super".split()
    ),
}
"""The kinds of small talk by the words that show them; the first that fits counts."""
_BESIDE = frozenset(
    """first time new exactly looking needed wanted fair enough good day helpful help useful really
    much lot bit thats im youre lets see later tomorrow today try
    trying start started go going done well alright right yeah yep nope no yes sure maybe sorry
    problem worries there everyone all again soon night afternoon weekend happy glad love loved
    answer answers question questions don""".split()
)
"""What such a message may say besides, with the very common words."""
_ASKING = frozenset("what why how which who whom whose when where".split())
_ABOUT_US = frozenset("you i me".split())


def small_talk(text: str) -> str:
    """The kind of small talk that a message is; empty where it may ask about papers.

    Args:
        text: What was typed.
    """
    said = words(text)
    if any(word not in STOPWORDS and not _is_chatter(word) for word in said):
        return ""
    if _ASKING & set(said) and not _ABOUT_US & set(said):
        return ""
    return next((kind for kind, marks in _MARKS.items() if marks & set(said)), "")


def _is_chatter(word: str) -> bool:
    return word in _BESIDE or any(word in marks for marks in _MARKS.values())
