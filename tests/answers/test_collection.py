"""What a collection is about and whose code there is, told exactly."""

import pytest

from assistant.answers.collection import code_told, overview, title_phrases, with_code
from assistant.pipeline import Assistant
from assistant.types import Kind, Paper, Status
from tests.stores import ask

PAPERS = [
    Paper("a", "Graph Neural Networks Learn Slowly", "x", (), "ICML", 2020),
    Paper(
        "b", "Pruning graph neural networks", "Code: https://github.com/a/b_c.", (), "ICML", 2021
    ),
    Paper("c", "A Graph Neural Network for Proteins", "Our code is available.", (), "ACL", 2019),
    Paper("d", "Few-Shot Learning", "Learning to complete code.", ()),
    Paper("e", "Provable few-shot learning: a survey", "An implementation in silicon.", ()),
]


def told(papers: list[Paper]) -> str:
    found, _ = overview(papers, "", ())
    return " ".join(s.text for section in found.sections for s in section.statements)


def test_an_overview_tells_number_years_venues_and_what_titles_speak_of():
    text = told(PAPERS)
    assert "5 papers from 2019 to 2021, of ICML (2), ACL (1)" in text
    assert "graph neural networks (3), few-shot learning (2)" in text
    assert "*Which papers deal with graph neural networks?*" in text


def test_papers_without_venue_year_or_a_common_phrase_are_counted_all_the_same():
    assert told([Paper("x", "Alone", "x")]) == "This collection holds 1 paper."
    assert overview([], "", ())[0].status is Status.NOT_IN_COLLECTION


def test_a_phrase_that_lives_in_a_longer_one_is_not_told_beside_it():
    phrases = [phrase for phrase, _ in title_phrases([p.title for p in PAPERS])]
    assert "neural networks" not in phrases
    assert "graph neural" not in phrases
    many = ["Deep neural networks", "Neural networks", "Neural networks here", "Neural networks 2"]
    assert title_phrases(many)[0] == ("neural networks", 4)


def test_links_and_joining_words_are_in_no_phrase():
    assert title_phrases(["Learning to walk", "Learning to walk", "To be: or not"]) == []


@pytest.mark.parametrize(
    ("abstract", "found"),
    [
        ("See https://github.com/a/b-c.", "https://github.com/a/b-c"),
        ("(https://gitlab.com/x/y/)", "https://gitlab.com/x/y"),
        ("The source code is publicly available.", "code is publicly available"),
        ("We release all code.", "release all code"),
        ("We complete code with a model. It is available to all.", ""),
        ("See https://github.com.evil.example/a", ""),
        ("Error-correcting codes are released slowly.", ""),
    ],
)
def test_where_code_is_told(abstract: str, found: str):
    assert code_told(abstract).startswith(found)
    assert bool(code_told(abstract)) == bool(found)


def test_papers_with_code_are_listed_with_its_address():
    found, papers = with_code(PAPERS, "", ())
    assert [p.id for p in papers] == ["b", "c"]
    assert found.lead.startswith("The abstracts of 2 of 5 papers ")
    rows = [s.text for s in found.sections[0].statements]
    assert rows[0].endswith("Code: <https://github.com/a/b_c>")
    assert "Code:" not in rows[1]
    assert with_code(PAPERS[:1], "", ())[0].status is Status.NOT_IN_COLLECTION


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("what is this collection about?", "overview"),
        ("What's in here?", "overview"),
        ("which topics does this collection cover", "overview"),
        ("what kind of papers are here?", "overview"),
        ("List all papers with code available", "with_code"),
        ("which papers release their code?", "with_code"),
        ("Which graph papers share an implementation?", "with_code"),
    ],
)
def test_they_are_asked_for_in_many_words(assistant: Assistant, question: str, asks: str):
    answer = ask(assistant, question)
    assert answer.request.kind is Kind.METADATA
    assert answer.request.asks == asks


@pytest.mark.parametrize(
    "question",
    [
        "What does the collection say about pruning?",
        "what is in the collection on BERT?",
        "Which papers deal with code generation?",
        "Which papers have code generation models?",
    ],
)
def test_a_topic_is_no_question_for_the_whole(assistant: Assistant, question: str):
    assert ask(assistant, question).request.asks not in ("overview", "with_code")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who is the last author of GShard?", "The last author is Zhifeng Chen. "),
        ("Who is the senior author on GShard?", "The last author is Zhifeng Chen. "),
        ("Who is the first author of GShard?", "The first author is Dmitry Lepikhin. "),
        ("Who wrote GShard?", ""),
    ],
)
def test_the_author_asked_for_is_named_first(assistant: Assistant, question: str, said: str):
    row = ask(assistant, question).sections[0].statements[0].text
    assert row.startswith(said or "[GShard")
    assert "9 authors" in row


@pytest.mark.parametrize(
    ("question", "lead", "cited"),
    [
        ("which of these has the most authors?", "The most authors of these, 4, has:", [1]),
        ("which one is the oldest?", "The 2 oldest papers of these are from 2021:", [0, 1]),
        ("which of them have code?", "None of the abstracts of 2 of these tells", []),
    ],
)
def test_what_is_counted_of_papers_shown_is_counted_of_them_alone(
    assistant: Assistant, question: str, lead: str, cited: list[int]
):
    shown = ask(assistant, "papers by Priya Donti")
    # ICLR, which stands behind every paper shown, also stands in the text of one that is not.
    assert "ICLR 2021" in shown.text
    answer = ask(assistant, question, "papers by Priya Donti", shown.text)
    assert answer.lead.startswith(lead)
    assert [c.paper for c in answer.citations] == [shown.citations[i].paper for i in cited]


def test_who_publishes_most_asks_for_no_topic(assistant: Assistant):
    row = ask(assistant, "Who publishes most?").sections[0].statements[0].text
    assert row.startswith("With 3 papers each: Aviral Kumar")


def test_bibtex_of_one_and_of_several(assistant: Assistant):
    one = ask(assistant, "bibtex of GShard")
    assert one.lead.startswith("```bibtex\n@inproceedings{lepikhin2021gshard,")
    assert [c.paper.id for c in one.citations] == ["qrwe7XHTmYb"]
    shown = ask(assistant, "papers by Priya Donti")
    two = ask(assistant, "bibtex of these", "papers by Priya Donti", shown.text)
    assert two.lead.count("@inproceedings{donti2021") == 2
