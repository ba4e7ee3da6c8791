"""Greetings, thanks and goodbyes in whatever words: a mark of them, and nothing asked beside."""

from __future__ import annotations

import re

from assistant.wording.text import STOPWORDS, fold, words

_MARKS = {
    "thanks": frozenset("thanks thank thx cheers ta merci danke gracias".split()),
    "greeting": frozenset(
        "hi hello hey hallo hola howdy salut bonjour greetings morning evening".split()
    ),
    "small talk": frozenset(
        """lol haha hmm bye goodbye ciao wow ok okay great cool nice perfect awesome amazing super
        excellent brilliant fine yes yep no nope sure sorry alright helpful rock job meet""".split()
    ),
}
"""The kinds of small talk by the words that show them; the first that fits counts."""
_BESIDE = frozenset(
    """first time new exactly looking needed wanted fair enough good day help useful really much lot
    lots bit thats im youre lets see later tomorrow today try trying start started go going doing
    done well right yeah maybe work stuff pleased assistant bot mate folks many awfully problem
    ahead us week anybody anyone somebody helped worked solved
    worries there everyone all again soon night afternoon weekend happy glad love loved
    answer answers question questions don""".split()
)
"""What such a message may say besides, with the very common words."""
_FOR_WHAT = re.compile(r"\b(thanks?|thx|merci|danke|gracias)\b((?: \w+){0,3}) for\b[^.?!;\n]*")
"""What somebody gives thanks for is nothing asked."""
_PHRASE = re.compile(
    r"(?:^|[,.;!?])\W*"
    r"(?:i see|(?:i )?got it|how(?:\W?s| is) (?:it|everything) going|what\W?s up|you rock)\b"
)
"""Whole clauses whose words taken alone could ask for something."""
_ASKING = frozenset("what why how which who whom whose when where".split())
_ABOUT_US = frozenset("you i me anybody anyone".split())


def small_talk(text: str) -> str:
    """The kind of small talk that a message is; empty where it may ask about papers.

    Args:
        text: What was typed.
    """
    shown = _FOR_WHAT.sub(r"\1\2", fold(text))
    rest, phrases = _PHRASE.subn(" ", shown)
    said = words(rest)
    if any(word not in STOPWORDS and not _is_chatter(word) for word in said):
        return ""
    if (_ASKING & set(said) or "?" in text) and not (phrases or _ABOUT_US & set(said)):
        return ""
    shown_by = (kind for kind, marks in _MARKS.items() if marks & set(said))
    return next(shown_by, "small talk" if phrases else "")


def _is_chatter(word: str) -> bool:
    return word in _BESIDE or any(word in marks for marks in _MARKS.values())
