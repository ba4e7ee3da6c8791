"""A question that asks several papers is told from one that asks one, and its parts are found."""

from pathlib import Path

import pytest

from assistant.types import Kind
from assistant.understanding.several import asks_several, compares, how_many, parts
from assistant.understanding.understand import Understanding
from tests.stores import builtin_catalog


@pytest.fixture(scope="module")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    return Understanding(builtin_catalog(tmp_path_factory.mktemp("s")), lambda phrase: None)


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("Two papers test on Atari. What do they add?", "so many papers"),
        ("Pruning and quantisation: what does each cost?", "each"),
        ("Atari is the test bed twice. What is learnt?", "each"),
        ("In which papers do power grids appear, and why?", "which papers"),
        ("Which methods nest one problem in another?", "which methods"),
        ("Who changes the loss on augmented samples?", "who"),
        ("Power grids appear where?", "where"),
        ("How do pruning and distillation differ?", "against each other"),
    ],
)
def test_the_words_that_ask_several_papers(question: str, rule: str):
    assert asks_several(question) == rule


@pytest.mark.parametrize(
    "question",
    [
        "How much faster is DDIM sampling?",
        "Which two datasets were used for the voices?",
        "Do different robots share one policy?",
        "What rank works best?",
        "How many people wore sensors?",
        "Who wrote GShard?",
    ],
)
def test_the_words_that_ask_one(question: str):
    assert not asks_several(question)


def test_how_many_papers_are_spoken_of():
    assert how_many("Which three papers prune?") == 3
    assert how_many("Atari is the test bed twice") == 2
    assert how_many("Which papers use two datasets?") is None


def test_the_parts_of_a_question_have_a_topic_each():
    asked = "Hard negatives, random crops and what else: why?"
    assert parts(asked) == ("Hard negatives", "random crops")
    assert parts("How does dropout work, and why?") == ()


def test_a_question_that_sets_papers_beside_each_other():
    assert compares("Pruning versus distillation: which is cheaper?")
    assert not compares("Which papers prune?")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which papers deal with graphs, and what does each propose?", Kind.QUESTION),
        ("Which papers deal with graphs?", Kind.LIST),
        ("anything involving speech or voices", Kind.LIST),
        ("models whose explanation is built in", Kind.LIST),
        ("offline data and policies: everything you have", Kind.LIST),
        ("Two ways of weighting have the same loss, yet one wins. Which one?", Kind.QUESTION),
        ("Name the benchmarks that dropout was tested on", Kind.QUESTION),
        ("How many people wore sensors to record gaze?", Kind.QUESTION),
        ("How many people wrote papers here?", Kind.METADATA),
        ("graph neural networks", Kind.LIST),
        ("Who proposes nets that run on graphs?", Kind.LIST),
        ("Who changes the loss on augmented samples, and how?", Kind.QUESTION),
        ("Which methods nest one problem in another?", Kind.LIST),
        ("Who won the world cup of soups?", Kind.QUESTION),
        ("Power grids appear where?", Kind.LIST),
        ("Where do saliency maps play a role?", Kind.LIST),
        ("I need everything about gaps and absent values.", Kind.LIST),
        ("What is available for keeping an agent out of danger?", Kind.LIST),
        ("How do pruning and distillation differ?", Kind.QUESTION),
        ("hopfield memories biologically plausible", Kind.QUESTION),
        ("SEDONA: venue, year?", Kind.METADATA),
        ("What do most nets overlook, according to the GShard authors?", Kind.QUESTION),
        ("why does it work with no negatives, theoretically?", Kind.QUESTION),
        ("I want anyone's voice in a clip. How much footage do I need?", Kind.QUESTION),
        ("Pruning and distillation: what's in the collection?", Kind.LIST),
        ("What is in the collection?", Kind.METADATA),
    ],
)
def test_lists_are_told_from_questions_to_several(
    understanding: Understanding, question: str, kind: Kind
):
    assert understanding.request(question).kind is kind


def test_papers_given_to_their_author_are_meant(understanding: Understanding):
    request = understanding.request("Donti's two papers: how does each keep hard constraints?")
    assert len(request.papers) == 2
    assert all("Priya L. Donti" in paper.authors for paper in request.papers)
    assert compares(request.query)


@pytest.mark.parametrize(
    "question", ["what does the Kolter paper find?", "I am after the contribution of Wang et al."]
)
def test_an_author_of_several_papers_asks_back(understanding: Understanding, question: str):
    assert len(understanding.request(question).choices) > 1


def test_other_words_tell_which_paper_of_an_author_is_meant(understanding: Understanding):
    asked = "What does the Kolter paper say about equality constraints in optimization?"
    request = understanding.request(asked)
    assert [p.title.split(":")[0] for p in request.papers] == ["DC3"]


def test_a_link_is_asked_of_the_paper_that_the_authors_wrote_together(
    understanding: Understanding,
):
    request = understanding.request("Where can I read the paper by Donti, Rolnick and Kolter?")
    assert (request.kind, len(request.papers), request.choices) == (Kind.METADATA, 1, ())


def test_a_paper_pointed_at_by_a_topic_of_several_asks_back(understanding: Understanding):
    assert len(understanding.request("that GNN one, what was its result again?").choices) > 1


def test_only_papers_that_are_named_are_set_side_by_side_in_a_table(tmp_path: Path):
    catalog = builtin_catalog(tmp_path)
    papers = iter(catalog.papers())
    understanding = Understanding(catalog, lambda phrase: next(papers))
    asked = "What rate is proved for momentum with adaptive steps, compared with plain descent?"
    assert understanding.request(asked).kind is Kind.QUESTION
    assert understanding.request("Compare GShard and DDIM").kind is Kind.COMPARISON
