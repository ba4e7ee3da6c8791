import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.matching import mentions, stated, states


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        (r"It saves up to 97\% of parameters.", "97%"),
        ("It saves 97 percent.", "97 %"),
        ("tested on CIFAR10", "CIFAR-10"),
        ("with CORES$^2$", "CORES2"),
        ("a VGG-16 network", "vgg16"),
        (r"at rate $O(\frac{1}{\sqrt{t}})$", "1/√t"),
        (r"at rate $t^{-1/2}$", "t^(-1/2)"),
        (r"$10 \times$ to $50 \times$ faster", "50x"),
        ("between 60% and 80%, that is 60–80 %", "60% to 80%"),
        (r"on MNIST$\leftrightarrow$SVHN", "SVHN"),
        ("the Poincaré ball", "Poincare ball"),
        ("the π-model", "Pi-model"),
        ("2,048 chips", "2048"),
        ("Alzheimer’s disease", "Alzheimer"),
        ("hypergraph Q-networks", "hypergraph Q-network"),
        ("提高了2.9%", "2.9%"),
        ("gewinnt 2,9 %", "2.9%"),
    ],
)
def test_spelling_does_not_hide_a_fact(text: str, wording: str) -> None:
    assert states(text, [wording])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("gains 1.5 points", "5"),
        ("gains 15 points", "1.5"),
        ("as shown in [3]", "3"),
        ("1. First\n3. Third", "3"),
        ("CO2 improves MoCo", "2"),
        ("pragmatic", "rag"),
        ("a learning algorithm", "learn"),
        ("", "x"),
    ],
)
def test_a_part_of_a_word_or_number_is_no_fact(text: str, wording: str) -> None:
    assert not states(text, [wording])


def test_each_fact_is_judged_alone_and_any_wording_counts() -> None:
    assert stated("600B parameters in four days", [["600 billion", "600B"], ["2048"]]) == [
        True,
        False,
    ]


def test_an_acronym_is_not_mentioned_by_the_verb() -> None:
    assert not mentions("the method trades memory and clips gradients", "TRADES")
    assert not mentions("it clips gradients", "CLIP")
    assert mentions("as in CLIP.", "CLIP")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert states(text, [text]) in (True, False)


@settings(deadline=None, max_examples=40)
@given(st.from_regex(r"[a-z]{3,8}( [a-z]{3,8}){0,3}", fullmatch=True))
def test_a_text_states_itself(words: str) -> None:
    assert states(f"We use {words}.", [words.upper()])
