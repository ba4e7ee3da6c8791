from pathlib import Path

import pytest

from assistant.errors import EmptyStoreError
from assistant.settings import Settings
from assistant.types import Paper
from eval.check_sets import problems
from eval.exam import make, write
from eval.questions import load
from tests.stores import HashingEmbedder, builtin_papers
from vectorstore.ingest import embed_pending, ingest

pytestmark = pytest.mark.whole


def test_an_exam_is_valid_on_the_collection_without_the_papers_left_out() -> None:
    papers = builtin_papers()
    questions, gone = make(papers, 60, seed=3)
    stay = [p for p in papers if p.id not in gone]
    assert 50 <= len(questions) <= 66
    wrong = [p for p in problems(questions, stay) if "question itself" not in p]
    assert wrong == []
    kinds = {q.kind for q in questions}
    assert {"known_item", "metadata", "unanswerable"} <= kinds


def test_no_known_item_question_is_verbatim() -> None:
    papers = builtin_papers()
    questions, _ = make(papers, 80)
    text = "\n".join(f"{p.title}\n{p.abstract}".lower() for p in papers)
    for question in questions:
        if question.kind in ("known_item", "unanswerable"):
            words = question.question.lower().rstrip("?.").split()
            runs = (" ".join(words[i : i + 5]) for i in range(len(words) - 4))
            assert not any(run in text for run in runs), question.question


def test_the_same_seed_gives_the_same_exam_and_another_another() -> None:
    papers = builtin_papers()
    assert make(papers, 40, seed=1) == make(papers, 40, seed=1)
    assert make(papers, 40, seed=1) != make(papers, 40, seed=2)


def test_counts_are_those_of_the_collection() -> None:
    papers = builtin_papers()
    questions, gone = make(papers, 100)
    for question in questions:
        if question.id.startswith("author"):
            stay = [p for p in papers if p.id not in gone]
            name = next(a for p in stay for a in p.authors if a in question.question)
            assert {p.id for p in stay if name in p.authors} == set(question.gold.all)
            if question.question.startswith("How many"):
                assert question.facts[0][0] == str(len(question.gold.all))


def test_a_collection_too_small_for_an_exam_is_told() -> None:
    with pytest.raises(EmptyStoreError, match="at least 5"):
        make([Paper("a", "T", "short")], 10)


def test_an_exam_runs_on_a_copy_and_leaves_the_collection_alone(tmp_path: Path) -> None:
    from assistant.wiring import open_catalog, open_index

    settings = Settings(store=tmp_path / "store")
    catalog = open_catalog(settings)
    ingest(builtin_papers()[:30], catalog)
    embed_pending(catalog, open_index(settings), HashingEmbedder())
    path, copy = write(settings, tmp_path / "exam", 20)
    left_out = [q for q in load(path) if q.kind == "unanswerable"]
    copied = open_catalog(copy)
    assert catalog.count() == 30
    assert copied.count() < 30
    assert left_out
    assert open_index(copy).count() < open_index(settings).count()
