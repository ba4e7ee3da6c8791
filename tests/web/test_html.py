from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.html import inline, link, paragraphs, rich, safe_url
from tests.web.hostile import LINKS, MARKUP

ALLOWED = frozenset(
    """a p ul li br strong em math mrow mi mn mo mtext mspace msqrt mroot mfrac msub msup msubsup
    munder mover munderover mtable mtr mtd mpadded mphantom menclose mstyle""".split()
)
ATTRIBUTES = frozenset({"href", "target", "rel", "class", "dir", "stretchy"})


class Elements(HTMLParser):
    """Every element and attribute that a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(html: str) -> bool:
    seen = Elements(html)
    links = [value or "" for name, value in seen.attributes if name == "href"]
    return (
        set(seen.tags) <= ALLOWED
        and {name for name, _ in seen.attributes} <= ATTRIBUTES
        and all(value.startswith(("http://", "https://")) for value in links)
    )


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize("draw", [rich, inline, paragraphs])
def test_hostile_markup_becomes_text(draw: object, text: str) -> None:
    assert harmless(draw(f"before {text} after"))  # type: ignore[operator]


@pytest.mark.parametrize("url", LINKS)
def test_odd_links_are_dead_text(url: str) -> None:
    assert safe_url(url) is None
    assert link(url, "label") == "label"


@given(st.text(alphabet=st.sampled_from("$\\{}[]()<>&\"'*_`abc12 \n:/htps"), max_size=80))
def test_no_text_becomes_markup_of_its_own(text: str) -> None:
    assert harmless(rich(text))
    assert harmless(paragraphs(text))


@given(st.text(max_size=60).filter(lambda t: "$" not in t and "\r" not in t and "\0" not in t))
def test_text_without_formulas_reads_as_written(text: str) -> None:
    assert Elements(rich(text)).text == text


def test_formulas_are_set() -> None:
    html = rich("a bound of $O(\\log t/\\sqrt{t})$ holds")
    assert html.startswith("a bound of <math>")
    assert "<msqrt>" in html
    assert html.endswith("</math> holds")


@pytest.mark.parametrize(
    "text",
    ["costs $5 and $10", "between $5-$10", "a lone $ sign", "snake_case *stars* $x", "\\$a\\$"],
)
def test_stray_signs_stay_as_they_are(text: str) -> None:
    assert rich(text) == text


def test_a_formula_that_cannot_be_read_is_shown_as_written() -> None:
    assert rich("$\\text{<a&b>}$") == "$\\text{&lt;a&amp;b&gt;}$"


def test_our_own_markdown_is_drawn() -> None:
    assert inline("**all** of [A \\[b\\]](https://a.example/x)") == (
        '<strong>all</strong> of <a href="https://a.example/x" target="_blank" '
        'rel="noopener noreferrer">A [b]</a>'
    )
    assert inline("see <https://a.example>").count("<a ") == 1
    assert paragraphs("The nearest:\n- one\n- two") == (
        '<p dir="auto">The nearest:</p><ul><li dir="auto">one</li><li dir="auto">two</li></ul>'
    )
