"""What texts and values from outside pass through, given any text and any JSON value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from assistant.types import Paper
from eval.fuzz.trying import Target

ODD = (
    "", " ", "\0", "?" * 3000, "the of and", '"a" OR title:b*', "NEAR(a b)", "'; DROP--", "\ud83d",
    "𝔸é\u202e", "<script>alert(1)</script>", "[x](javascript:alert(1))",
    "$\\href{javascript:x}{y}$", "{{x}}", "${x}", "../../etc/passwd", "%00", "=1+1", "-", "_",
    "a" * 300, "1" * 400, "(" * 400,
)  # fmt: skip
_BEGINNINGS = (
    "", "papers by ", "compare ", "who wrote ", "summarize ", "how many papers ", "and in 2020 ",
    "link to ", "papers since ", "what about ", "do papers agree that ",
)  # fmt: skip


def text() -> Any:  # noqa: ANN401 - a hypothesis strategy
    """Any text, odd ones and lone surrogates among them."""
    from hypothesis import strategies as st

    characters = st.characters(exclude_categories=())
    return st.one_of(st.sampled_from(ODD), st.text(characters, max_size=60))


def value(keys: tuple[str, ...] = ("role", "content", "type", "text")) -> Any:  # noqa: ANN401
    """Any JSON value; objects have these keys more often than others."""
    from hypothesis import strategies as st

    leaves = st.one_of(
        st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(), text()
    )
    key = st.one_of(st.sampled_from(keys), st.text(max_size=5))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(key, inner, max_size=5)
        ),
        max_leaves=10,
    )


def targets(assistant: Assistant) -> Iterator[Target]:
    """A target for each step that a text or a value from outside passes through."""
    from hypothesis import strategies as st

    from vectorstore.cleaning import clean_text
    from vectorstore.columns import Columns
    from vectorstore.entry import entry_from_record
    from vectorstore.sentences import sentences

    def record(fields: dict[str, Any]) -> None:
        entry = entry_from_record(Columns()(fields), "file.jsonl", 1)
        str(entry).encode()
        if hasattr(entry, "paper"):
            for sentence in sentences(entry.paper):
                assert sentence.text in entry.paper.abstract

    def split(raw: str) -> None:
        abstract = clean_text(raw)
        assert clean_text(abstract) == abstract
        paper = Paper("p", "T", abstract)
        assert all(sentence.text in abstract for sentence in sentences(paper))

    def ask(asked: tuple[str, str, list[tuple[str, str]]]) -> None:
        from assistant.types import Turn

        beginning, question, said = asked
        history = [Turn(role, text) for role, text in said]
        with suppress(AssistantError):
            *_, last = assistant.answer(beginning + question, history)
            assert last.done
            assert last.text
            last.text.encode()

    names = ("id", "title", "abstract", "authors", "venue", "year", "url", "pdf", "doi", "keywords")
    fields = st.dictionaries(st.sampled_from(names), value(("name", "value", "given")), max_size=8)
    words = sorted({w for p in assistant.library.papers(limit=8) for w in p.abstract.split()})
    known = st.lists(st.sampled_from(words), max_size=6).map(" ".join)
    said = st.lists(st.tuples(st.sampled_from(("user", "assistant")), st.one_of(text(), known)),
                    max_size=2)  # fmt: skip
    yield Target("record of any values", fields, record)
    yield Target("cleaning and sentences", text(), split)
    yield Target(
        "question and conversation",
        st.tuples(st.sampled_from(_BEGINNINGS), st.one_of(known, text()), said),
        ask,
    )
