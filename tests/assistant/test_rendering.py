"""Markdown for terminals and other chats: what stands in a quote stays text."""

import pytest
from markdown_it import MarkdownIt

from assistant.rendering import markdown
from assistant.types import Answer, Kind, Paper, Request, Section, Source, Statement, Status


def drawn(text: str, emphasis: tuple[tuple[int, int], ...] = ()) -> str:
    paper = Paper("p", "A title", text)
    said = Statement(text, Source.QUOTE, (paper,), numbers=(1,), emphasis=emphasis)
    request = Request("q", Kind.QUESTION, "q")
    return markdown(Answer(request, Status.ANSWERED, sections=(Section("", (said,)),)))


@pytest.mark.parametrize(
    "text",
    [
        "See [the paper](https://evil.example/x) for it.",
        "See ![x](https://evil.example/leak) for it.",
        "See $[x](javascript:alert(1))$ for it.",
        "See <b onclick=alert(1)>this</b> and <script>alert(1)</script>.",
        "See $a <img src=x onerror=alert(1)> b$ for it.",
        "See [x][y] and [y]: https://evil.example",
        "It runs `rm -rf` and *shouts* and $5 each.",
    ],
)
def test_nothing_in_a_quote_links_formats_or_runs(text: str):
    html = MarkdownIt("commonmark").render(drawn(text))
    assert not any(tag in html for tag in ("<a ", "<img", "<b ", "<script", "<code", "<em"))


def test_a_bracketed_number_in_a_quote_is_no_citation_mark():
    assert drawn("As [99] proves, nets learn.").endswith("As \\[99] proves, nets learn. [1]")


@pytest.mark.parametrize("text", ["It needs $O(n^*) < c[0]$ steps.", "A (B) costs 5 > 4 [sic]."])
def test_ordinary_text_and_formulas_stay_as_they_are(text: str):
    assert text in drawn(text)


def test_the_answering_words_are_bold():
    assert "takes **4 days** on" in drawn("It takes 4 days on a TPU.", ((9, 15),))
