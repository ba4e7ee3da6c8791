"""How a list of papers is told."""

from collections.abc import Sequence
from pathlib import Path

from assistant.answers.surveys import SHOWN, closing, grouped, survey
from assistant.gate.relevance import Candidate
from assistant.gate.topicality import Topical
from assistant.types import Paper, Section, Source
from tests.answers.test_quotes import ABSTRACT, candidate
from tests.stores import ask, builtin_assistant


def told(read: Sequence[Candidate], unread: Sequence[Candidate] = ()) -> tuple[Section, ...]:
    chosen = [Topical(c.hit, 0.9) for c in (*read, *unread)]
    return survey(chosen, {c.hit.paper.id: c for c in read})


def test_a_few_papers_have_a_second_sentence_each_while_words_last():
    scores = [0.01, 0.5, 0.4, 0.01, 0.01]
    sections = told([candidate(ABSTRACT, scores, id_=name) for name in "ab"])
    assert [len(s.statements) for s in sections] == [2, 2]
    assert "FooNet" in sections[0].statements[0].text
    assert "three times" in sections[0].statements[1].text


def test_many_papers_have_one_sentence_each():
    many = [candidate(ABSTRACT, [0.1, 0.5, 0.4, 0.1, 0.1], id_=name) for name in "abcde"]
    assert [len(s.statements) for s in told(many)] == [1] * 5


def test_a_sentence_that_answers_nothing_is_not_added():
    [section] = told([candidate(ABSTRACT, [0.01, 0.5, 0.01, 0.01, 0.01])])
    assert len(section.statements) == 1


def test_a_paper_that_was_not_read_shows_what_it_proposes():
    [section] = told([], [candidate(ABSTRACT, [0.1] * 5)])
    assert "We propose FooNet" in section.statements[0].text


def paper(id_: str, title: str, abstract: str) -> Section:
    return Section(title, (), Paper(id_, title, abstract))


def test_a_long_list_is_grouped_by_what_speaks_for_each_paper():
    listed = [
        paper("m", "On squashed messages", "Distant vertices are not heard."),
        paper("t", "Graph networks", "We study them."),
        paper("a", "Molecules", "A network over the graph of atoms."),
        paper("u", "A graph network that forgets", "It does."),
    ]
    told = grouped(listed, "graph networks")
    assert [s.title for s in told] == [
        "The title names it", "Graph networks", "A graph network that forgets",
        "The abstract names it", "Molecules", "Near it in other words", "On squashed messages",
    ]  # fmt: skip
    assert not any(s.statements for s in told if s.paper is None)


def test_a_list_of_one_group_has_no_heading():
    listed = [paper(i, "Graph networks", "") for i in "abcde"]
    assert grouped(listed, "graph networks") == tuple(listed)


def test_what_comes_after_the_first_ten_is_told_by_title():
    many = [candidate(ABSTRACT, [0.1] * 5, id_=f"p{i}") for i in range(SHOWN + 3)]
    sections = told([], many)
    assert [s.title for s in sections[SHOWN:]] == ["Also on this"]
    rows = sections[-1].statements
    assert [s.papers[0].id for s in rows] == ["p10", "p11", "p12"]
    assert all(s.source is Source.CATALOG and s.papers[0].title in s.text for s in rows)


def test_a_list_says_how_often_such_lists_lack_papers_and_names_those_just_below_the_cut():
    chosen = [Topical(candidate(ABSTRACT, [0.1] * 5).hit, 0.9)]
    below = Topical(candidate(ABSTRACT, [0.1] * 5, id_="q").hit, 0.06)
    far = Topical(candidate(ABSTRACT, [0.1] * 5, id_="q").hit, 0.01)
    assert closing([*chosen, far], chosen).endswith("two on average.")
    assert "Paper q" in closing([*chosen, below], chosen)


def test_an_abbreviation_lists_what_it_stands_for(tmp_path: Path):
    assistant = builtin_assistant(tmp_path)
    short, long = (
        {c.paper.id for c in ask(assistant, f"papers on {topic}").citations}
        for topic in ("RL", "reinforcement learning")
    )
    assert len(long) > 3
    assert long <= short
