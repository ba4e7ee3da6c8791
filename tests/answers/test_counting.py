from assistant.answers.counting import COUNTED
from assistant.types import Paper, Status

PAPERS = [
    Paper("a", "A", "x", ("Ann Lee", "Bo Ek"), "ICML", 2020),
    Paper("b", "B", "x", ("ann lee", "Cy Dal"), "ICML", 2021),
    Paper("c", "C", "x", ("Dee Fu",), "ACL", 2021),
]


def told(asks: str, papers=PAPERS, authors=()) -> str:
    found, _ = COUNTED[asks](papers, "", authors)
    rows = [s.text for section in found.sections for s in section.statements]
    return " ".join([found.lead, *rows])


def test_one_person_in_two_spellings_counts_once():
    assert "4 different authors" in told("count_authors")
    assert "With 2 papers: Ann Lee." in told("top_authors")


def test_coauthors_leave_out_the_author_in_every_spelling():
    text = told("coauthors", PAPERS[:2], ("Ann Lee",))
    assert "2 papers here with 2 others: Bo Ek, Cy Dal." in text


def test_venues_and_years_are_counted():
    assert "ICML (2 papers), ACL (1 paper)" in told("venues")
    assert "2020: 1, 2021: 2" in told("years")


def test_extremes_show_all_that_tie():
    assert COUNTED["newest"](PAPERS, "", ())[1] == PAPERS[1:]
    assert COUNTED["oldest"](PAPERS, "", ())[1] == PAPERS[:1]
    assert COUNTED["most_authors"](PAPERS, "", ())[1] == PAPERS[:2]


def test_what_is_not_recorded_is_said():
    bare = [Paper("d", "D", "x")]
    for asks in ("venues", "years", "newest", "top_authors", "most_authors"):
        assert COUNTED[asks](bare, "", ())[0].status is Status.NOT_IN_COLLECTION, asks
