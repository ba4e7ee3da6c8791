"""How a list of papers is told."""

from assistant.answers.surveys import survey
from tests.assistant.test_quotes import ABSTRACT, candidate


def test_a_few_papers_have_a_second_sentence_each_while_words_last():
    scores = [0.01, 0.5, 0.4, 0.01, 0.01]
    two = [candidate(ABSTRACT, scores, id_=name) for name in "ab"]
    _, sections = survey(two)
    assert [len(s.statements) for s in sections] == [2, 2]
    assert "FooNet" in sections[0].statements[0].text
    assert "three times" in sections[0].statements[1].text


def test_many_papers_have_one_sentence_each():
    many = [candidate(ABSTRACT, [0.1, 0.5, 0.4, 0.1, 0.1], id_=name) for name in "abcde"]
    _, sections = survey(many)
    assert [len(s.statements) for s in sections] == [1] * 5


def test_a_sentence_that_answers_nothing_is_not_added():
    _, [section] = survey([candidate(ABSTRACT, [0.01, 0.5, 0.01, 0.01, 0.01])])
    assert len(section.statements) == 1
