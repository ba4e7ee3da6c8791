"""What a model writes must keep to the words that it cites, or it is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.prose import checked
from assistant.types import Evidence, Paper, Verdict
from assistant.verification.closeness import aligned, strays
from assistant.verification.reading import read
from vectorstore.sentences import sentences

TIDES = (
    "We compare two gauges: the float, which is easy to read and to repair, and the siphon, which "
    "needs more care and was found on three coasts to be the best guide to storm tides."
)
FLOODS = (
    "Three things explain the floods: blocked drains under the old market; a wall that was built "
    "too low; and the habit of opening the sluice late."
)


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("The float is the best guide to storm tides.", TIDES, "different things"),
        ("Storms ruin the reading of the siphon on cold coasts.", TIDES, "'ruin'"),
        ("Storm tides are guided by coasts that repair the float.", TIDES, "another order"),
        ("Blocked drains under the old market, including a wall that was built too low, explain "
         "the floods.", FLOODS, "'including'"),
        ("Increase of rain and increase of wind caused floods.",
         "An increase of rain and of wind caused floods.", "'increase' more often"),
    ],
)  # fmt: skip
def test_a_sentence_that_strays_is_told_why(statement: str, quote: str, reason: str):
    assert reason in (strays(statement, [quote]) or "")


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The siphon needs more care and was found to be the best guide to storm tides.", TIDES),
        ("Two gauges are compared: the float and the siphon.", TIDES),
        ("Blocked drains under the old market explain the floods.", FLOODS),
        ("The authors show that a wall that was built too low explains the floods.", FLOODS),
    ],
)
def test_a_sentence_that_keeps_to_its_quote_does_not(statement: str, quote: str):
    assert strays(statement, [quote]) is None


def test_the_title_may_name_what_a_sentence_speaks_of():
    quote = "It reads tides in seconds and asks for no power."
    statement = "Siphongauge reads tides in seconds."
    assert strays(statement, [quote], "Siphongauge: Cheap Tides") is None
    assert "'Siphongauge'" in (strays(statement, [quote]) or "").title()


def test_the_prose_writer_drops_it_and_a_model_that_reads_may_let_it_pass():
    paper = Paper("1", "Two Gauges", TIDES)
    evidence = [Evidence(s, 0.9) for s in sentences(paper)]
    said = "The float is the best guide to storm tides."
    strict = checked(said, evidence, lambda *_: (0.9, 0.0))
    read_by_a_model = checked(said, evidence, lambda *_: (0.9, 0.0), closely=False)
    assert strict.verdict is Verdict.WEAK
    assert "different things" in strict.reason
    assert read_by_a_model.verdict is Verdict.SUPPORTED


WORDS = st.lists(st.sampled_from("tide gauge float storm siphon coast wall drain".split()))


@given(WORDS, WORDS)
def test_aligned_places_rise_and_hold_the_same_words(mine: list[str], theirs: list[str]):
    source = read(" ".join(theirs))
    said = list(read(" ".join(mine)).stems)
    places = aligned(said, source)
    assert places == sorted(set(places))
    found = iter(said)
    assert all(source.stems[place] in found for place in places)


@given(WORDS.filter(bool))
def test_a_text_is_aligned_with_itself_whole(words: list[str]):
    source = read(" ".join(words))
    assert aligned(source.stems, source) == list(range(len(source.stems)))
