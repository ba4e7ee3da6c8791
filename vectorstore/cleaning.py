"""Readable text from what records really hold: encoding, markup, control characters, hyphens.

Cleaning is pure and idempotent.  Formulas stay as they were written; the search index takes their
markup off (``assistant.wording.text.plain``).
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import ftfy

from vectorstore.latex import readable
from vectorstore.people import split_authors
from vectorstore.rejection import Rejection

__all__ = ["Rejection", "clean_text", "split_authors"]

_ROUNDS = 8
_TAGS = (
    "p br hr div span a i b em strong sub sup inf italic bold tt u scp sc small big font ul ol li "
    "h1 h2 h3 h4 h5 h6 code pre sec title xref label list list-item named-content ext-link uri "
    "inline-formula disp-formula formula alternatives tex-math graphic img abstract abstracttext "
    "math mi mo mn ms mrow msub msup msubsup mfrac mroot msqrt mtext mover munder munderover "
    "mstyle mspace mtable mtr mtd mfenced mpadded mphantom semantics annotation"
).split()
_NAME = rf"(?:[a-z]+:)?(?:{'|'.join(sorted(_TAGS, key=len, reverse=True))})"
_TAG = re.compile(rf"</?{_NAME}(?:\s+[\w:.-]+\s*=[^<>]*|\s*)/?>", re.IGNORECASE)
_RAISED = re.compile(r"<(sup|sub|inf)(?:\s[^<>]*)?>\s*([^<>\s]{1,40})\s*</\1>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:[a-z]+:)?(?:p|br|div|li|title|sec|h\d|tr|list-item)\b", re.IGNORECASE)
_TEX = re.compile(r"<alternatives>.*?<tex-math[^>]*>(.*?)</tex-math>.*?</alternatives>", re.S)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_INVISIBLE = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_HIDDEN_COMMAND = re.compile(
    r"\x08(?=eta|ar\b|ar\{|oldsymbol|mod|ig|inom|egin|f\b)|\x0c(?=rac|orall|lat)|"
    r"\x0b(?=ar|ec|ert|ee|space)|\x07(?=lpha|pprox|st\b|ngle|cute|lmost)|"
    r"\t(?=heta|imes|au\b|ext|ilde|extit|extbf|op\b|o\b)|\r(?=ho\b|ight|angle|m\b)"
)
_COMMAND_LETTER = {"\x08": "b", "\x0c": "f", "\x0b": "v", "\x07": "a", "\t": "t", "\r": "r"}
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])(?:\x02|\u00ad|\(cid:173\))\s*(?=([^\W\d_]+))")
_HYPHENED = re.compile(r"\b([^\W\d_]{2,})- ([a-z]{2,})\b")
_KEPT_APART = frozenset("and or to nor vs versus as resp but und et".split())
_COMPOUND_TAILS = frozenset(
    """based dimensional art world of level supervised aware view time scale grained specific free
    freedom end resolution guided temporal sensitive order driven stage loop class efficient optimal
    theoretic term shot training invariant the assisted camera cost effector frequency space modal
    attention making learning annotated tuning product layer correlation precision label in wise
    dependent independent preserving chosen word quadratic sum rank network source conditioned
    answer consistency rigid action range teacher likelihood feedback speed inertial tolerant body
    hand mounted real domain agent localization phase tuned inspired robot complexity person target
    constrained agnostic go off sharing vocabulary truth out reasoning size trained augmented
    confidence centric consistent batch like down art""".split()
)
_FOREIGN_LETTER = re.compile(r"(?<=[A-Za-z])[\u3400-\u9fff](?=[A-Za-z]|\b)")


def clean_text(value: object) -> str:
    """One line of readable text; the same again when cleaned again.

    Args:
        value: Text, or anything that prints as text; None is empty.
    """
    return _cleaned("" if value is None else str(value))


@lru_cache(maxsize=2048)
def _cleaned(text: str) -> str:
    for _ in range(_ROUNDS):
        cleaned = _once(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def _once(text: str) -> str:
    if not text.isprintable() or "(cid:173)" in text:
        text = _HIDDEN_COMMAND.sub(lambda m: "\\" + _COMMAND_LETTER[m.group()], text)
        text = _BROKEN_WORD.sub(_rejoined, text)
        text = _CONTROL.sub(" ", _undecoded(text))
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():  # ftfy has nothing to mend in ASCII without entities and controls
        text = ftfy.fix_text(text)
        text = _INVISIBLE.sub("", _FOREIGN_LETTER.sub(_western, text))
    if "<" in text:
        text = _without_tags(text)
    text = readable(" ".join(text.split()))
    text = text.replace("``", '"').replace("''", '"') if "``" in text else text
    return _unwrapped(_HYPHENED.sub(_unhyphened, text) if "- " in text else text)


def _undecoded(text: str) -> str:
    """Bytes that were not UTF-8 (surrogate escapes) read as Western European letters."""
    if not _SURROGATE.search(text):
        return text
    if not _ESCAPED_BYTE.search(text):
        return text.encode("utf-8", "replace").decode()
    return _ESCAPED_BYTE.sub(
        lambda m: bytes([ord(m.group()) - 0xDC00]).decode("cp1252", "replace"), text
    )


def _western(match: re.Match[str]) -> str:
    """``na誰ve`` was ``naïve``: two bytes of UTF-8 that were read in an East Asian encoding."""
    for encoding in ("euc_jp", "gb18030", "big5", "euc_kr"):
        try:
            letter = match.group().encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if len(letter) == 1 and "À" <= letter <= "ž":
            return letter
    return match.group()


def _without_tags(text: str) -> str:
    text = _TEX.sub(r"\1", text)
    signs = {"sup": "^", "sub": "_", "inf": "_"}
    text = _RAISED.sub(lambda m: signs[m.group(1).lower()] + m.group(2), text)
    return _TAG.sub(lambda m: " " if _BREAK.match(m.group()) else "", text)


def _rejoined(match: re.Match[str]) -> str:
    return "-" if match.group(1) in _COMPOUND_TAILS else ""


def _unhyphened(match: re.Match[str]) -> str:
    """``char- acterize`` joined; ``task- specific`` gets its hyphen; ``short- and long`` stays."""
    head, tail = match.groups()
    if tail in _KEPT_APART:
        return match.group()
    return f"{head}-{tail}" if tail in _COMPOUND_TAILS else head + tail


def _unwrapped(text: str) -> str:
    """Without the quotation marks around the whole."""
    inner = text[1:-1]
    pairs = (('"', '"'), ("“", "”"))
    if len(text) > 1 and (text[0], text[-1]) in pairs and not set(inner) & set('"“”'):
        return inner.strip()
    return text
