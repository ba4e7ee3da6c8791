"""What a person may see of a model's output so far: no thinking, no chat marks, no loops."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_OPEN = re.compile(r"<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_CLOSED = re.compile(
    r"<(think|thinking|reasoning|thought)>.*?</\1>|^.*?</(?:think|thinking|reasoning|thought)>",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = (
    "<|im_end|>", "<|im_start|>", "<end_of_turn>", "<start_of_turn>", "<|eot_id|>", "<|end|>",
    "<|endoftext|>", "<|user|>", "</s>", "\nQuestion:", "\nUser:",
)  # fmt: skip
"""Marks after which a model has begun to play the other side of the conversation."""
_PARTS = (*_ENDS, "<think>", "<thinking>", "<reasoning>", "<thought>")
_GRAM, _TIMES = 6, 3
_SIGNS = re.compile(
    r"<(?=\|)|(?<=\|)(?=>)|<(?=/?(?:s|start_of_turn|end_of_turn|think|thinking|reasoning|thought)>)"
    r"|\[(?=/?INST\])",
    re.IGNORECASE,
)


def harmless(text: str, signs: Iterable[str] = ()) -> str:
    """A text in which no chat sign can be read as one: an abstract must not speak for the user.

    Args:
        text: What stands in a prompt.
        signs: The special tokens of the model at hand, beside those known of most.
    """
    text = _SIGNS.sub(lambda match: f"{match.group()} ", text)
    for sign in signs:
        text = text.replace(sign, f"{sign[:1]} {sign[1:]}")
    return text


def visible(text: str, ended: bool = True) -> str:
    """The output without thinking and without what follows an end mark.

    Args:
        text: Everything that the model has written.
        ended: Whether that is all; while more may come, what could become a mark is held back.
    """
    text = _CLOSED.sub("", text)
    if opened := _OPEN.search(text):
        text = text[: opened.start()]
    cuts = [at for end in _ENDS if (at := text.find(end)) >= 0]
    if cuts:
        return text[: min(cuts)].strip()
    return (text if ended else _without_part(text)).strip()


def thinks(text: str) -> bool:
    """Whether the model is still thinking."""
    return bool(_OPEN.search(_CLOSED.sub("", text)))


def has_ended(text: str) -> bool:
    """Whether the model has written an end mark that its own stop did not catch."""
    said = _CLOSED.sub("", text)
    return any(end in said for end in _ENDS)


def loop_start(text: str) -> int | None:
    """Where the text begins to repeat itself, in characters, or None.

    A loop is six words in a row that stand in the text three times, or one word that stands there
    six times in a row.
    """
    words = list(re.finditer(r"\S+", text))
    keys = [word.group().lower() for word in words]
    counts: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], int] = {}
    for start in range(len(keys) - _GRAM + 1):
        gram = tuple(keys[start : start + _GRAM])
        counts[gram] += 1
        first.setdefault(gram, start)
        if len(set(gram)) == 1:
            return words[start + 1].start()
        if counts[gram] == _TIMES:
            again = next(i for i in range(first[gram] + 1, start + 1) if tuple(
                keys[i : i + _GRAM]
            ) == gram)  # fmt: skip
            return words[again].start()
    return None


def _without_part(text: str) -> str:
    """The text less a tail that may be the beginning of a mark."""
    longest = max(map(len, _PARTS)) - 1
    for size in range(min(longest, len(text)), 0, -1):
        if any(mark.startswith(text[-size:]) for mark in _PARTS):
            return text[:-size]
    return text
