from dataclasses import replace

import pytest

from assistant.answers.quotes import quote
from assistant.citations import number
from assistant.types import Evidence, Section, Sentence
from tests.stores import builtin_papers
from vectorstore.sentences import sentences


def section(*picks: tuple[int, int]) -> Section:
    papers = builtin_papers()
    chosen = [Evidence(sentences(papers[p])[s], 1.0) for p, s in picks]
    return Section("", tuple(map(quote, chosen)))


def test_papers_are_numbered_in_order_of_first_use():
    sections, citations = number([section((5, 0), (2, 1)), section((5, 2))])
    assert [s.numbers for sec in sections for s in sec.statements] == [(1,), (2,), (1,)]
    assert [c.number for c in citations] == [1, 2]
    assert [q.position for q in citations[0].quotes] == [0, 2]


def test_every_quote_is_a_stretch_of_its_paper():
    _, citations = number([section((0, 0), (1, 1))])
    assert all(q.text in c.paper.abstract for c in citations for q in c.quotes)


def test_a_changed_quote_is_refused():
    good = section((0, 0))
    bad = replace(good, statements=(replace(good.statements[0], text="We invented this."),))
    with pytest.raises(AssertionError, match="verbatim"):
        number([bad])


def test_a_quote_of_a_paper_that_is_not_cited_is_refused():
    good, other = section((0, 0)), sentences(builtin_papers()[1])[0]
    assert isinstance(other, Sentence)
    statement = replace(good.statements[0], quotes=(other,))
    with pytest.raises(AssertionError, match="not cited"):
        number([replace(good, statements=(statement,))])
