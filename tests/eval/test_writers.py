"""What the model says and what the quotes say, scored apart."""

from eval.scorers import writers
from tests.eval.cases import abstaining, answer, question, record

QUOTES = record()["statements"]
PROSE = {
    "text": "The model has 600 billion parameters.",
    "citations": [1],
    "verdict": "supported",
    "source": "model",
}


def test_each_writer_gets_the_facts_that_it_states() -> None:
    q, a = question(), answer(statements=[PROSE, *QUOTES])
    assert writers.facts(q, a, "model").value == 0.5
    assert writers.facts(q, a, "quote").value == 1
    assert writers.shown(q, a).value == 1
    assert writers.words(q, a).value == 6


def test_refused_prose_states_nothing_and_has_no_length() -> None:
    q, a = question(), answer()
    assert writers.facts(q, a, "model").value == 0
    assert writers.shown(q, a).value == 0
    assert writers.words(q, a).value is None


def test_prose_from_the_wrong_paper_states_nothing() -> None:
    q = question(gold={"all": ["p2"]})
    assert writers.facts(q, answer(statements=[PROSE, *QUOTES]), "model").value == 0


def test_where_there_are_no_quotes_nobody_is_scored() -> None:
    assert writers.facts(question(), abstaining(), "quote").value is None
    assert writers.shown(question(), abstaining()).value is None
    rows = [PROSE | {"source": "catalog"}]
    assert writers.facts(question(), answer(statements=rows), "model").value is None
