"""Texts that stand where an abstract should: "Abstract unavailable", "withdrawn", a bare link."""

from __future__ import annotations

import re

from assistant.wording.text import STOPWORDS, has_words, words

_WITHDRAWN = re.compile(
    r"(?:(?:this|the)\s+)?(?:paper|submission|article|manuscript|work)?\s*"
    r"(?:has\s+been|was|is|have\s+been)?\s*(?:withdrawn|withdraw|retracted|retraction)"
    r"(?:\s*$|\s*[.:;,(!].{0,200}|\s+(?:by|due|because|from|since|as|for|at|after|paper|submission|"
    r"notice|article)\b.{0,200})",
    re.IGNORECASE | re.S,
)
_WITHDRAWN_TITLE = re.compile(
    r"\W*(?:(?:this\s+)?(?:paper|submission|article)\s+(?:is\s+|was\s+|has\s+been\s+)?)?"
    r"(?:withdrawn|withdraw|retracted|retraction)(?:\s+(?:paper|submission|article|notice))?"
    r"(?:\W*$|\s*:.*)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:the\s+)?(?:abstract|summary|description)?\s*(?:is\s+)?(?:currently\s+)?"
    r"(?:unavailable|not\s+(?:yet\s+)?(?:available|provided|applicable|found|given)|missing|n/?a|"
    r"none|null|nan|tb[ad]|to\s+be\s+(?:announced|added|determined|provided|updated)|"
    r"coming\s+soon|placeholder|forthcoming|todo|empty|test|xxx+|no\s+abstract(?:\s+\w+)?|abstract)"
    r"\W*(?:here|text|yet)?\W*",
    re.IGNORECASE,
)
_NO_ABSTRACT = re.compile(r"(?:there\s+is\s+)?no\s+(?:abstract|summary)\b.{0,40}", re.IGNORECASE)
_LINK = re.compile(r"\W*(?:https?://|www\.)\S+\W*", re.IGNORECASE)
_POINTER = re.compile(
    r"(?:please\s+)?(?:see|refer to)\s+(?:the\s+)?(?:attached|pdf|paper|full)\b.{0,40}",
    re.IGNORECASE,
)
_MATTER = re.compile(
    r"(?:.{0,80}[:–-]\s*)?(?:preface|front\s*matter|back\s*matter|table of contents|contents|"
    r"author index|index of authors|subject index|title page|copyright(?: page| notice)?|cover"
    r"|foreword|editorial(?: board)?|list of reviewers|program committee|organi[sz]ing committee|"
    r"book of abstracts|proceedings|.{0,30}digest final)",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"(?:title|untitled|no title|placeholder|n/?a|none|null|nan|test|tb[ad])", re.IGNORECASE
)


def not_an_abstract(text: str) -> str:
    """Why a text is no abstract, or nothing where it may be one."""
    if not text:
        return ""
    if not has_words(text):
        return "no words"
    if _LINK.fullmatch(text):
        return "a link in place of the abstract"
    short = len(text) < 60
    if short and (_MISSING.fullmatch(text) or _NO_ABSTRACT.fullmatch(text)):
        return f"a placeholder: {text[:40]!r}"
    if short and _POINTER.fullmatch(text):
        return f"a pointer in place of the abstract: {text[:40]!r}"
    if short and len(found := words(text)) < 3 and found[-1] in STOPWORDS:
        return f"a fragment: {text!r}"
    return ""


def not_a_paper(title: str, abstract: str) -> str:
    """Why a record is no paper, or nothing where it may be one."""
    if _withdrawn(abstract) or _WITHDRAWN_TITLE.fullmatch(title):
        return "withdrawn or retracted"
    if title and _NO_TITLE.fullmatch(title) and (not abstract or not_an_abstract(abstract)):
        return f"a placeholder: {title[:40]!r}"
    if title and _MATTER.fullmatch(title) and _front_matter(abstract):
        return f"no paper but {title[:60]!r}"
    return ""


def _withdrawn(text: str) -> bool:
    return bool(text) and len(text) < 250 and bool(_WITHDRAWN.fullmatch(text))


def _front_matter(abstract: str) -> bool:
    """Whether what stands as the abstract is none, or tells of the proceedings."""
    return len(abstract) < 400 and (
        bool(not_an_abstract(abstract) or not abstract)
        or bool(
            re.search(
                r"\b(?:proceedings|preface|conference|volume|present(?:s|ation))\b", abstract, re.I
            )
        )
    )
