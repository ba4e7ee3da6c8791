"""What records really hold becomes readable text and names; cleaning twice changes nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.wording.text import words
from vectorstore.cleaning import clean_text, split_authors
from vectorstore.placeholders import not_a_paper, not_an_abstract


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("naÃ¯ve", "naïve"),
        ("na誰ve", "naïve"),
        ("na茂ve", "naïve"),
        ("personâ€™s", "person's"),
        ("eﬃcient", "efficient"),
        ('"a whole abstract"', "a whole abstract"),
        ('"one" and "two"', '"one" and "two"'),
        ("to char- acterize", "to characterize"),
        ("short- and long-term", "short- and long-term"),
        ("task- specific", "task-specific"),
        ("lo(cid:173) cal sta\x02ble", "local stable"),
        ("$\x08eta$-VAE and $\x0crac{1}{2}$", r"$\beta$-VAE and $\frac{1}{2}$"),
        ("a\x00b\rc\u200bd", "a b cd"),
        ("a &mdash; b &amp;lt; c", "a — b < c"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ('10<sup xmlns:mml="x">-3</sup> CO<sub>2</sub>', "10^-3 CO_2"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
        ("x<p and q>3", "x<p and q>3"),
        (r"{\it slanted} \emph{text} 5\% $5\%$", r"slanted text 5% $5\%$"),
        (r"M{\"u}ller Ren\'e Erd\H{o}s", "Müller René Erdős"),
        (None, ""),
        (17, "17"),
    ],
)
def test_text_becomes_readable(raw: object, clean: str):
    assert clean_text(raw) == clean


@given(
    st.text()
    | st.lists(
        st.sampled_from(["&amp;", "amp;", "lt;", "<b>", "</b>", "\\", "{", "}", '"', "- ", "Ã", "¯",
                         "\x02", "\x00", "a", "the", "$", "'", "`", "é", "\udce9", "emph", "誰"])
    ).map("".join)
)  # fmt: skip
def test_cleaning_twice_changes_nothing(text: str):
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Ann One; Ben Two;Ann One; Ben Two", ["Ann One", "Ben Two"]),
        ("Ann One, Ben Two and Cy Three", ["Ann One", "Ben Two", "Cy Three"]),
        ("One, Ann; Two, Ben", ["Ann One", "Ben Two"]),
        ("One, A., Two, B. C.", ["A. One", "B. C. Two"]),
        (["Perlis, A. J.", "Samelson,K."], ["A. J. Perlis", "K. Samelson"]),
        ("['Ann One', 'Ben Two']", ["Ann One", "Ben Two"]),
        ('["Ann One", "Ben Two"]', ["Ann One", "Ben Two"]),
        ("['Ann One' 'Ben Two']", ["Ann One", "Ben Two"]),
        ([{"name": "Ann One"}, {"given": "Ben", "family": "Two"}], ["Ann One", "Ben Two"]),
        ("Rene Vidal;René Vidal", ["René Vidal"]),
        (["J. Wyatt", "Jr"], ["J. Wyatt Jr"]),
        ("Anonymous", []),
        ("", []),
        (None, []),
        (float("nan"), []),
        ("; ".join(f"Author Number{i:02}x" for i in range(98)),
         [f"Author Number{i:02}x" for i in range(98)]),
    ],
)  # fmt: skip
def test_authors_are_split_and_each_stands_once(raw: object, names: list[str]):
    assert list(split_authors(raw)) == names


@example(["aa,XX-"])  # no hyphen between two lines
@given(st.lists(st.text(alphabet="abcé ,;.-'XYZ", min_size=1, max_size=12)))
def test_splitting_split_authors_changes_nothing(names: list[str]):
    once = split_authors(names)
    assert split_authors(list(once)) == once or any("," in name for name in once)


def test_a_formula_in_a_title_is_found_by_its_plain_words():
    assert words(clean_text("VA-RED$^2$: Video")) == words("VA-RED2 video")


@pytest.mark.parametrize(
    "text",
    ["Abstract Unavailable", "N/A", "None.", "TBD", "No abstract available", "The", "Part of",
     "https://drive.google.com/file/d/1", "...", "See PDF"],
)  # fmt: skip
def test_a_placeholder_is_no_abstract(text: str):
    assert not_an_abstract(text)


@pytest.mark.parametrize(
    "text",
    ["We test.", "Work is in progress on a formula", "Abstract interpretation is missing it"],
)
def test_a_short_abstract_is_one(text: str):
    assert not not_an_abstract(text)


@pytest.mark.parametrize(
    ("title", "abstract", "paper"),
    [
        ("Withdrawn", "withdrawn", False),
        ("A real title", "This paper has been withdrawn due to an error in Lemma 2.", False),
        ("A real title", "Retracted.", False),
        ("Preface", "Preface to the Proceedings of the 9th Conference", False),
        ("Retraction-based RRT planner", "We plan.", True),
        ("Retractions in science", "Retraction of articles is rare.", True),
        ("PrefAce: face pretraining", "We pretrain faces.", True),
        ("Untitled", "We study untitled things at length.", True),
    ],
)
def test_what_is_no_paper_is_told_from_papers_about_it(title: str, abstract: str, paper: bool):
    assert bool(not_a_paper(title, abstract)) is not paper
