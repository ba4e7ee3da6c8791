"""Texts of records, models and people as safe HTML: everything escaped, formulas as MathML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit
from xml.etree import ElementTree

# As in Pandoc: no space inside the dollar signs and no digit after them, so prices stay prices.
_FORMULA = re.compile(r"(?<!\\)\$(?=[^\s$])([^$]{1,300}?)(?<=[^\s\\])\$(?!\d)")
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_MATH_TAGS = frozenset(
    """math mrow mi mn mo mtext mspace msqrt mroot mfrac msub msup msubsup munder mover munderover
    mtable mtr mtd mpadded mphantom menclose mstyle""".split()
)
_MATH_ATTRIBUTES = {"stretchy": frozenset({"true", "false"})}
_MARKDOWN = re.compile(
    r"\\(?P<sign>[\[\]*_`<>|\\])"
    r"|\[(?P<label>(?:[^\[\]\\]|\\.){1,600})\]\((?P<url>[^()\s]{1,600}(?:\([^()\s]*\)[^()\s]*)?)\)"
    r"|<(?P<bare>https?://[^\s<>]{1,600})>"
    r"|\*\*(?P<strong>(?:[^*\\]|\\.){1,600})\*\*"
    r"|\*(?P<em>(?:[^*\\]|\\.){1,600})\*"
)


def escape(text: str) -> str:
    """Text that stands in HTML, within elements and attributes, as the text it is."""
    return html.escape(text, quote=True)


def safe_url(url: str | None) -> str | None:
    """The address where it is a plain web link; None for everything a browser might run."""
    if not url or any(c.isspace() or ord(c) < 32 for c in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def link(url: str | None, label: str, css: str = "") -> str:
    """A link that opens in a new tab; only its (HTML) label where the address is not safe."""
    address = safe_url(url)
    if address is None:
        return label
    named = f' class="{escape(css)}"' if css else ""
    target = 'target="_blank" rel="noopener noreferrer"'
    return f'<a{named} href="{escape(address)}" {target}>{label}</a>'


def rich(text: str) -> str:
    """Escaped text in which ``$formulas$`` are set as MathML and all other ``$ _ *`` stay."""
    pieces, end = list[str](), 0
    for match in _FORMULA.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        pieces.append(_formula(match.group(1)) or escape(match.group()))
        end = match.end()
    pieces.append(escape(text[end:]))
    return "".join(pieces)


def paragraphs(text: str) -> str:
    """Our own short texts: paragraphs, ``- `` lists and the marks of ``inline``."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        for listed, group in groupby(lines, key=lambda line: line.startswith("- ")):
            draw = _list if listed else _paragraph
            blocks.append(draw(group))
    return "".join(blocks)


def _list(lines: Iterable[str]) -> str:
    items = "".join(f'<li dir="auto">{inline(line[2:])}</li>' for line in lines)
    return f"<ul>{items}</ul>"


def _paragraph(lines: Iterable[str]) -> str:
    return f'<p dir="auto">{"<br>".join(map(inline, lines))}</p>'


def inline(text: str) -> str:
    """Our own Markdown in a line: links, strong, emphasis and escaped signs; the rest is text."""
    pieces, plain, end = list[str](), "", 0
    for match in _MARKDOWN.finditer(text):
        plain += text[end : match.start()] + (match["sign"] or "")
        end = match.end()
        if not match["sign"]:
            pieces += [rich(plain), _marked(match)]
            plain = ""
    return "".join([*pieces, rich(plain + text[end:])])


def _marked(match: re.Match[str]) -> str:
    if match["label"]:
        return link(match["url"], inline(match["label"]))
    if match["bare"]:
        return link(match["bare"], escape(match["bare"]))
    tag = "strong" if match["strong"] else "em"
    return f"<{tag}>{inline(match[tag])}</{tag}>"


@lru_cache(maxsize=4096)
def _formula(latex: str) -> str | None:
    """MathML of a formula, or None where it cannot be read."""
    from latex2mathml.converter import convert

    try:
        # Our own converter's output, never a document with entities; rebuilt from known tags.
        tree = ElementTree.fromstring(convert(latex))  # noqa: S314
    except Exception:  # noqa: BLE001 - a formula that cannot be read is shown as it was written
        return None
    return _rebuilt(tree)


def _rebuilt(element: ElementTree.Element) -> str:
    """Only MathML that draws: no link, style, class or foreign element survives."""
    tag = element.tag.removeprefix(_MATHML)
    inner = escape(element.text or "") + "".join(
        _rebuilt(child) + escape(child.tail or "") for child in element
    )
    if tag not in _MATH_TAGS:
        return inner
    kept = "".join(
        f' {name}="{element.get(name)}"'
        for name, values in _MATH_ATTRIBUTES.items()
        if element.get(name) in values
    )
    return f"<{tag}{kept}>{inner}</{tag}>"
