"""What a text denies, beside what another denies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.denial import Denials, denials, denied
from assistant.verification.reading import read


@pytest.mark.parametrize(
    ("statement", "source", "found"),
    [
        ("FooNet needs no extra training.", "FooNet runs without additional training.",
         Denials(1, 0, 0)),
        ("FooNet does not need labels.", "FooNet can be trained without specifying labels.",
         Denials(1, 0, 0)),
        ("FooNet does not need labels.", "FooNet is trained on labels. Overflow does no harm.",
         Denials(0, 1, 0)),
        ("FooNet needs labels.", "FooNet does without labels.", Denials(0, 0, 1)),
        ("FooNet tolerates overflow.", "With FooNet, overflow does not change the results.",
         Denials(0, 0, 0)),
    ],
)  # fmt: skip
def test_denials_are_compared_by_what_they_deny(statement: str, source: str, found: Denials):
    assert denials(read(statement), [read(source)]) == found


@given(st.text())
def test_a_text_denies_as_much_as_itself(text: str):
    reading = read(text)
    found = denials(reading, [reading])
    assert found == Denials(len(denied(reading)), 0, 0)
