"""Lessons: the product's own quotes, nothing that the quotes do not bear, papers on one side."""

import pytest

from assistant.answers.prose import DOES_NOT_SAY
from assistant.types import Paper
from eval.teaching import measure
from eval.teaching.lessons import Lesson, Task, build, load, plain, save
from tests.stores import HashingEmbedder

BEES = Paper(
    "bees",
    "Counting bees at the hive door",
    "Beekeepers count bees by hand. We train a small camera model on hive doors. "
    "It counts 97 percent of the bees that leave. The data set is public.",
)
ANTS = Paper(
    "ants",
    "Following ants through tunnels",
    "Ant tunnels are hard to film. We place mirrors in the tunnels. Mirrors double the ants seen.",
)


def task(question: str, needed: set[tuple[str, int]], answer: str, papers=(BEES,)) -> Task:
    return Task("1", "single", question, papers, frozenset(needed), answer)


def lessons_of(tmp_path, *tasks: Task) -> list[Lesson]:
    return list(build(tasks, HashingEmbedder(), tmp_path, words=60))


def test_a_lesson_shows_the_quotes_of_the_product_under_their_paper(tmp_path):
    asked = task(
        "What share of bees does the camera count?", {("bees", 2)}, "It counts 97 percent."
    )
    (lesson,) = lessons_of(tmp_path, asked, task("Ants?", set(), DOES_NOT_SAY, (ANTS,)))[:1]
    titles = [title for title, _ in lesson.quotes]
    assert "Counting bees at the hive door" in titles
    assert "It counts 97 percent of the bees that leave." in lesson.prompt
    assert lesson.prompt.startswith("Question: What share of bees")
    assert lesson.prompt.endswith("What share of bees does the camera count?")


def test_what_the_quotes_do_not_bear_is_not_taught(tmp_path):
    made_up = task("How many bees?", {("bees", 2)}, "It counts 97 percent with eleven tiny robots.")
    wrong_number = task("How many bees?", {("bees", 2)}, "It counts 98 percent of the bees.")
    assert lessons_of(tmp_path, made_up, wrong_number) == []


def test_a_silent_abstract_is_taught_as_such(tmp_path):
    (lesson,) = lessons_of(tmp_path, task("What does the camera cost?", set(), DOES_NOT_SAY))
    assert lesson.answer == DOES_NOT_SAY
    assert lesson.quotes


def test_the_papers_that_an_answer_needs_are_shown_both(tmp_path):
    asked = task(
        "Which camera model is trained on hive doors, and do mirrors double the ants seen?",
        {("bees", 1), ("ants", 2)},
        "A small camera model is trained on hive doors. Mirrors double the ants seen.",
        (BEES, ANTS),
    )
    (lesson,) = lessons_of(tmp_path, asked)
    assert {title for title, _ in lesson.quotes} == {BEES.title, ANTS.title}


def test_all_questions_on_a_paper_are_on_one_side():
    sides = {
        task("A?", set(), DOES_NOT_SAY).is_validation,
        task("B?", set(), DOES_NOT_SAY).is_validation,
    }
    assert len(sides) == 1
    papers = [Paper(f"paper-{i}", "T", "A.") for i in range(2000)]
    share = sum(task("A?", set(), "", (p,)).is_validation for p in papers) / len(papers)
    assert share == pytest.approx(0.08, abs=0.02)


def test_lessons_come_back_from_their_file(tmp_path):
    made = lessons_of(tmp_path, task("What does it cost?", set(), DOES_NOT_SAY))
    assert save(made, tmp_path / "lessons.jsonl") == 1
    assert load(tmp_path / "lessons.jsonl") == made


def test_citation_marks_are_not_taught():
    assert plain("It counts 97 percent. [1] Mirrors double it. [2]") == (
        "It counts 97 percent. Mirrors double it."
    )


QUOTES = ((BEES.title, ("It counts 97 percent of the bees that leave.",)),)
WANTED = Lesson(
    "1", "single", "How many?", QUOTES, "", "It counts 97 percent of leaving bees.", False
)


def test_only_what_the_check_bears_out_counts_as_said():
    right = measure.judge(WANTED, "It counts 97 percent of the bees. It sings to the queen.")
    assert right.kept == ("It counts 97 percent of the bees.",)
    assert right.recall == pytest.approx(0.8)
    wrong = measure.judge(WANTED, "It counts 98 percent of the bees.")
    assert (wrong.kept, wrong.recall) == ((), 0.0)


def test_figures_tell_answers_from_silence():
    silent = Lesson("2", "absent", "Cost?", QUOTES, "", DOES_NOT_SAY, False)
    said = [
        measure.judge(WANTED, "It counts 97 percent of the bees that leave."),
        measure.judge(WANTED, DOES_NOT_SAY),
        measure.judge(silent, DOES_NOT_SAY),
    ]
    found = measure.figures([WANTED, WANTED, silent], said)
    assert found["verified_recall"].value == 0.5
    assert found["shown"].value == 0.5
    assert found["abstains_wrongly"].value == 0.5
    assert found["abstains_rightly"].value == 1.0
