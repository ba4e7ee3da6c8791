"""Author names out of lists, separated strings and the odd ways in which programs write them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from assistant.wording.text import fold

_NOBODY = re.compile(
    r"(?:anonymous(?:\s*author(?:s|\(s\))?)?(?:\s*\d+)?|unknown(?:\s+author)?|n/?a|none|null|nan|"
    r"others|et al\.?|and others|authors?|-+|\.+|withdrawn\.?)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.?[\s-]?){1,4}")
_AND = re.compile(r"\s+(?:and|&)\s+")
_SPACE = re.compile(r"\s+")
_NOTE = re.compile(r"\s*\((?:[^()]*@[^()]*|\d+)\)|[*†‡§¶]+|\\thanks\{[^}]*\}|(?<=[a-z])\d(?:,\d)*$")


def split_authors(value: object) -> tuple[str, ...]:
    """Author names in order, each once, given name first.

    Args:
        value: A list of names or of ``{"name": …}``, or one string separated by ``;``, line ends,
            ``|``, ``and`` or commas.  One accented and one plain spelling count as one name.
    """
    seen: dict[str, str] = {}
    for part in _joined_suffixes(_parts(value)):
        name = _given_name_first(part)
        if not name or _NOBODY.fullmatch(name) or not any(c.isalpha() for c in name):
            continue
        key = fold(name).replace(".", "")
        if key not in seen or (seen[key].isascii() and not name.isascii()):
            seen[key] = name
    return tuple(seen.values())


def _parts(value: object) -> list[str]:
    from vectorstore.cleaning import clean_text

    if value is None or value != value:
        return []
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, str):
        return [clean_text(part) for part in _split(value)]
    if isinstance(value, Iterable):
        return [clean_text(str(_name(item) or "").replace(";", " ")) for item in value]
    return [clean_text(value)]


def _name(item: object) -> object:
    """The name of an author given as an object, as APIs do."""
    if not isinstance(item, Mapping):
        return item
    for key in ("name", "fullname", "full_name", "author", "display_name", "literal", "value"):
        if item.get(key):
            return item[key]
    given, family = (
        item.get(a) or item.get(b) for a, b in (("given", "first"), ("family", "last"))
    )
    return " ".join(str(part) for part in (given, family) if part)


def _split(text: str) -> list[str]:
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]" and (names := _literal(text)) is not None:
        return names
    for separator in (";", "\n", "|"):
        if separator in text:
            return text.split(separator)
    every = _AND.split(text)
    named = [part for part in every if not _NOBODY.fullmatch(part)]
    if len(every) > 1 and all(part.count(",") == 1 for part in named):
        return every  # Last, First and Last, First
    parts = [part for some in every for part in some.split(",")]
    seconds = [part.strip() for part in parts[1::2]]
    if len(parts) > 1 and len(parts) % 2 == 0 and all(map(_INITIALS.fullmatch, seconds)):
        return [f"{last}, {first}" for last, first in zip(parts[::2], parts[1::2], strict=True)]
    return parts


def _literal(text: str) -> list[str] | None:
    """The names of a list that a program printed: JSON, Python or NumPy."""
    try:
        value = ast.literal_eval(re.sub(r"(['\"])\s+(?=['\"])", r"\1, ", text))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return [str(_name(item)) for item in value] if isinstance(value, list) else None


def _joined_suffixes(parts: list[str]) -> list[str]:
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part.strip()):
            names[-1] = f"{names[-1].strip(' ,')} {part.strip()}"
        else:
            names.append(part)
    return names


def _given_name_first(part: str) -> str:
    name = _SPACE.sub(" ", _NOTE.sub("", part)).strip(" ,:*&")
    name = name.removeprefix("and ").strip()
    if name.count(",") == 1:
        last, first = (piece.strip(" -") for piece in name.split(","))
        if _SUFFIX.fullmatch(first):
            return f"{last} {first}"
        return f"{first} {last}".strip()
    return name
