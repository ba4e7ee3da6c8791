"""Which papers a conversation has spoken of, and which of them a follow-up question means.

Works from plain text: the turns before are read in order, each assistant turn sets the list and
the focus, each user turn may move the focus ("the second one").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.text import content_words, fold
from assistant.types import Paper, Turn
from assistant.understanding.rules import FOLLOW_UP, NEW_TOPIC, ORDINALS, fired
from assistant.understanding.titles import Titles

_ORDINAL = re.compile(
    r"\bthe (first|1st|second|2nd|third|3rd|fourth|fifth|last|former|latter)\b"
    r"(?! (?:author|layer|stage|step|time|phase|term|order|sentence|result|place|part|to)\b)"
)
_OTHER = re.compile(r"\bthe other\b")
_ALL = re.compile(r"\b(?:them|both|these|those|the two|all of them|these papers|each)\b")
_LONG = 9
_TURNS = 12


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


def read(history: Sequence[Turn], titles: Titles) -> Conversation:
    """What the last turns were about."""
    state = Conversation()
    for turn in history[-_TURNS:]:
        if turn.role == "user":
            meant = referred(turn.content, state)
            state = replace(state, focus=meant[0]) if len(meant) == 1 else state
        named = [match.paper for match in titles.named(turn.content)]
        state = state.mention(named)
    return state


def follows_up(question: str) -> str:
    """Why a question looks as if it leans on the turns before, or an empty string."""
    folded = fold(question)
    if fired(NEW_TOPIC, folded):
        return ""
    reason = fired(FOLLOW_UP, folded)
    if reason == "pronoun" and len(content_words(question)) > _LONG:
        return ""
    return reason


def referred(question: str, state: Conversation) -> tuple[Paper, ...]:
    """The papers that "the second one", "the other", "them" or "it" mean; empty where none."""
    folded = fold(question)
    several = state.listed or state.order
    if ordinal := _ORDINAL.search(folded):
        place = ORDINALS[ordinal.group(1)]
        if -len(several) <= place < len(several):
            return (several[place],)
    if _OTHER.search(folded) and state.focus:
        others = tuple(p for p in several if p.id != state.focus.id)
        if others:
            return others[:1]
    if _ALL.search(folded) and len(several) > 1 and not _about_one(folded):
        return several
    return (state.focus,) if state.focus else ()


def _about_one(folded: str) -> bool:
    return bool(re.search(r"\b(?:it|its|that paper|this paper|that one|the paper)\b", folded))
