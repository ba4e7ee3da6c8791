"""Which papers a conversation has spoken of, and which of them a follow-up question means.

Works from plain text: the turns before are read in order, each assistant turn sets the list and
the focus, each user turn may move the focus ("the second one").  Where the chat's own state says
which papers a turn cited, that is taken instead of its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.protocols import Library
from assistant.types import Paper, Turn
from assistant.understanding.rules import ATTRIBUTES, FOLLOW_UP, NEW_TOPIC, ORDINALS, fired
from assistant.understanding.titles import Titles
from assistant.understanding.topics import topic
from assistant.wording.text import STOPWORDS, content_words, fold, stem, words

_NO_PAPER = (
    r"(?! (?:author|layer|stage|step|time|phase|term|order|sentence|result|place|part|to|half"
    r"|glance|principles)\b)"
)
_ORDINAL = re.compile(
    rf"\b(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|fifth|last|former|latter)\b{_NO_PAPER}"
    r"|(?:\bnumber|\bpaper|\bno\.?|#)\s*(\d)\b|\[(\d)\]"
)
_SEVERAL = re.compile(r"\b(first|last) (two|three|four)\b")
_HOW_MANY = {"two": 2, "three": 3, "four": 4}
_OTHER = re.compile(r"\bthe other\b")
_ALL = re.compile(
    r"\b(?:them|both|these|those|the (?:two|three|four|five)|all of them|these papers|each|they)\b"
)

_REFERS = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|she|the (?:paper|authors|other|former"
    r"|latter|first|second|third|last|previous|two|three))\b"
)
_DESCRIBED = re.compile(
    r"\bthe one (?:on|about|by|from|with|that|of|in|using) ([^,;:?.]+)|\bthe ([^,;:?.]{3,40}?) "
    r"(?:one|paper)\b|\bwhich (?:one|of (?:these|those|them))\b.{0,12}?"
    r"\b(?:about|on|deals? with|concerns?|treats?) ([^,;:?.]+)"
)
BETTER = re.compile(r"\b(?:better|worse|faster|slower|than|unlike|instead of|same as)\b")
_NO_ANSWER = "The nearest papers are:\n"
"""Stands in the text of an answer that there is none."""
_LONG = 9
_TURNS = 12
_NEARLY_ALL = 0.5
_WITHIN = 4
"""So many words of topic before a pronoun are what it stands for."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The papers spoken of so far.

    Attributes:
        order: Every paper, in the order of first mention.
        listed: The papers of the last turn that named several, in its order.
        focus: The paper spoken of last.
    """

    order: tuple[Paper, ...] = ()
    listed: tuple[Paper, ...] = ()
    focus: Paper | None = None

    def mention(self, papers: Sequence[Paper]) -> Conversation:
        """The conversation after a turn that named these papers."""
        if not papers:
            return self
        known = {paper.id for paper in self.order}
        order = (*self.order, *(p for p in papers if p.id not in known))
        listed = tuple(papers) if len(papers) > 1 else self.listed
        return Conversation(order, listed, papers[0])


def read(history: Sequence[Turn], titles: Titles, library: Library) -> Conversation:
    """What the last turns were about."""
    state = Conversation()
    for turn in history[-_TURNS:]:
        if turn.role == "user":
            meant = referred(turn.content, state)
            state = replace(state, focus=meant[0]) if len(meant) == 1 else state
        named = library.get(turn.papers) if turn.papers else ()
        named = named or [match.paper for match in titles.named(turn.content)]
        focus, state = state.focus, state.mention(named)
        if turn.role == "assistant" and _NO_ANSWER in turn.content:
            # What only lies near may be picked, but has not been spoken of.
            state = replace(state, focus=focus)
    return state


def follows_up(question: str) -> str:
    """Why a question looks as if it leans on the turns before, or an empty string."""
    folded = fold(question)
    if fired(NEW_TOPIC, folded):
        return ""
    reason = fired(FOLLOW_UP, folded)
    if reason == "pronoun" and (len(content_words(question)) > _LONG or _within(folded)):
        return ""
    told = {w for w in words(question) if w in ATTRIBUTES or w not in STOPWORDS}
    if not reason and told and told <= ATTRIBUTES:
        return "short"
    return reason


def refers(folded: str) -> bool:
    """Whether a folded text holds a word that points to something before it."""
    return bool(_REFERS.search(folded))


def referred(question: str, state: Conversation) -> tuple[Paper, ...]:
    """The papers that "the second one", "the other", "them" or "it" mean; empty where none."""
    folded = fold(question)
    several = state.listed or state.order
    if found := _SEVERAL.search(folded):
        count = _HOW_MANY[found.group(2)]
        return several[:count] if found.group(1) == "first" else several[-count:]
    places = [_place(match) for match in _ORDINAL.finditer(folded)]
    if picked := [several[p] for p in places if -len(several) <= p < len(several)]:
        return tuple(dict.fromkeys(picked))
    if one := _described(folded, several):
        return (one,)
    if _OTHER.search(folded) and state.focus:
        others = tuple(p for p in several if p.id != state.focus.id)
        if others:
            return others[:1]
    if _ALL.search(folded) and len(several) > 1 and not _about_one(folded, state):
        return several
    return (state.focus,) if state.focus else ()


def _place(match: re.Match[str]) -> int:
    word, number, bracket = match.groups()
    return ORDINALS[word] if word else int(number or bracket) - 1


def _described(folded: str, papers: Sequence[Paper]) -> Paper | None:
    """The one of the papers that some words of its title or an author point out."""
    for match in _DESCRIBED.finditer(folded):
        asked = {stem(w) for w in content_words(next(filter(None, match.groups())))}
        if not asked:
            continue
        texts = [{stem(w) for w in words(f"{p.title} {' '.join(p.authors)}")} for p in papers]
        shares = [len(asked & text) / len(asked) for text in texts]
        best = max(shares, default=0.0)
        if best >= _NEARLY_ALL and shares.count(best) == 1:
            return papers[shares.index(best)]
    return None


def _about_one(folded: str, state: Conversation) -> bool:
    """Whether the words point to one paper: "they" are the authors of the paper spoken of last."""
    if re.search(r"\b(?:it|its|that paper|this paper|that one|the paper)\b", folded):
        return True
    they = re.search(r"\bthey\b", folded) and not re.search(
        r"\b(?:both|these|those|the two|each|differ|all)\b", folded
    )
    return bool(they) and state.focus is not None


def _within(folded: str) -> bool:
    """Whether a pronoun rests on words of the question itself: "... and why is it so?"."""
    match = re.search(r"\b(?:it|its|they|them|their|itself)\b", folded)
    if not match or re.search(r"\b(?:this|these|that|those)\b", folded):
        return False
    before = topic(folded[: match.start()]).split()
    return sum(word not in ATTRIBUTES for word in before) >= _WITHIN
