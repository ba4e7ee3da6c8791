import pytest

from assistant.types import Filters
from assistant.understanding.filters import asked_venues, asked_years, explained, without_filters

VENUES = ["ICLR", "NeurIPS 2019", "nips", "rss", "cvpr"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("papers since 2020", 2020, None),
        ("between 2019 and 2021", 2019, 2021),
        ("2018-2020", 2018, 2020),
        ("from 2018 on", 2018, None),
        ("2019 or later", 2019, None),
        ("after 2018 but before 2022", 2019, 2021),
        ("before 2015", None, 2014),
        ("up to 2020", None, 2020),
        ("and in 2020?", 2020, 2020),
        ("2021 papers", 2021, 2021),
        ("in the last three years", 2019, None),
        ("recent papers", 2020, None),
        ("accuracy on imagenet 2012", None, None),
        ("a model with 2048 units", None, None),
    ],
)
def test_years_are_read_from_words(text: str, low: int | None, high: int | None):
    assert asked_years(text, newest=2021) == Filters(year_from=low, year_to=high)


def test_what_restricts_years_is_no_topic():
    assert "2020" not in without_filters("papers on graphs since 2020")
    assert "graphs" in without_filters("papers on graphs since 2020")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("papers at ICLR", ("ICLR",)),
        ("iclr papers", ("ICLR",)),
        ("NeurIPS papers", ("NeurIPS 2019", "nips")),
        ("the rss feed of a page", ()),
        ("published in neural information processing systems", ("NeurIPS 2019", "nips")),
        ("graph networks", ()),
    ],
)
def test_a_venue_counts_where_it_stands_as_one(text: str, found: tuple[str, ...]):
    assert set(asked_venues(text, VENUES)[0]) == set(found)


def test_filters_are_told():
    told = explained(Filters(authors=("Rose Yu",), venues=("ICLR",), year_from=2020))
    assert told == ("authors: Rose Yu", "years: 2020 to …", "venues: ICLR")


@pytest.mark.parametrize("said", ["from  in  2018", "papers from   2018?", "in  2018 on grasping"])
def test_a_year_is_read_where_a_venue_has_been_taken_out_before_it(said: str):
    years = asked_years(said)
    assert (years.year_from, years.year_to) == (2018, 2018)
    assert "2018" not in without_filters(said)
