import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Verdict
from assistant.verification.objections import objection
from assistant.verification.quantities import Quantity, quantities, strange_quantities
from assistant.verification.reading import strange_names
from assistant.verification.verifier import SUPPORTED, WEAK, check, combined

QUOTE = (
    "We show that our approach reduces parameters of the Transformers up to 97% on Kinetics-700."
)


@pytest.mark.parametrize(
    "statement",
    [
        QUOTE,
        "The approach reduces the parameters of Transformers by up to 97%.",
        "On Kinetics-700 it reduces the parameters of Transformers by up to 97 percent.",
    ],
)
def test_a_faithful_paraphrase_is_supported(statement: str):
    assert check(statement, [QUOTE]).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("The approach reduces the parameters of Transformers by up to 98%.", "98"),
        ("The approach reduces the parameters of Transformers by 97 times.", "97 times"),
        ("The approach reduces parameters of Transformers on ImageNet21.", "ImageNet21"),
        ("The approach increases the parameters of Transformers up to 97%.", "reduces"),
        ("The approach does not reduce parameters of the Transformers.", "negation"),
        ("Bananas grow best in a warm and humid climate.", "'bananas'"),
        (
            "The approach reduces parameters of Transformers up to 97%, and it won the best "
            "paper award at a robotics conference.",
            "'award'",
        ),
    ],
)
def test_what_the_quote_does_not_say_is_unsupported_with_a_reason(statement: str, reason: str):
    result = check(statement, [QUOTE])
    assert result.verdict is not Verdict.SUPPORTED
    assert reason in result.reason


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Dropout increases the error of deep nets.", "Dropout decreases the error of deep nets."),
        ("Deeper nets are not robust to noise.", "We find that deeper nets are robust to noise."),
        (
            "Model A is more accurate than model B on long texts.",
            "Model A is less accurate than model B on long texts.",
        ),
    ],
)
def test_the_opposite_is_called_the_opposite(statement: str, quote: str):
    result = check(statement, [quote])
    assert result.contradicts
    assert result.verdict is Verdict.UNSUPPORTED
    assert not check(quote, [quote]).contradicts


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The error is more than 56% and more than 2 m.",
         "The error is more than 56% and less than 2 m."),
        ("The baseline clearly outperforms FooNet on long texts.",
         "We show that FooNet clearly outperforms the baseline on long texts."),
        ("The method learns from the different audio class.",
         "The method learns from the same audio class."),
        ("The studio is not an interactive interface for prompts.",
         "We introduce the studio, an interactive interface for prompts."),
        ("The rivals beat the method on long texts.",
         "Our simple method clearly beats the rivals on long texts."),
        ("FooNet converges exponentially on long texts.",
         "FooNet converges linearly on long texts."),
        ("The costs of FooNet grow exponentially with the input features.",
         "The costs of FooNet grow linearly with the input features, an improvement over existing "
         "methods that grow exponentially."),
    ],
)  # fmt: skip
def test_one_word_turned_round_is_seen_where_it_stands(statement: str, quote: str):
    assert check(statement, [quote]).contradicts


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("The method needs a grid of all kernel points.",
         "Unlike kernel methods, which need a grid of all kernel points, ours samples.",
         "of other methods"),
        ("FooNet assumes known templates for each object.",
         "Existing methods assume known templates for each object.", "of other methods"),
        ("FooNet can fail catastrophically.",
         "FooNet can fail catastrophically only if the test data differ.", "'only if"),
        ("FooNet recovers the active set.",
         "FooNet recovers the active set under the sparse eigenvalue assumption.", "'under"),
        ("FooNet improves the prediction of frames.",
         "FooNet improves the prediction of frames when the images are relevant.", "'when"),
        ("FooNet improves the prediction of frames.",
         "When the images are relevant, FooNet improves the prediction of frames.", "'when"),
        ("FooNet converges to the optimum at a linear rate.",
         "We prove that FooNet converges to the optimum at a linear rate for smooth convex losses.",
         "'for smooth convex losses"),
        ("FooNet outperforms the rivals by far.",
         "In particular, in the hard scenario of drawing sketches, FooNet outperforms the rivals "
         "by far.", "'in the hard scenario"),
        ("It combines intrinsic rewards with imitation of ranked episodes to explore large worlds.",
         "State-of-the-art methods use intrinsic rewards, while we combine imitation of ranked "
         "episodes with a buffer to explore large worlds.",
         "'intrinsic rewards' with other methods"),
        ("The method uses local error signals to train the blocks of a network.",
         "Several works have recently suggested using local error signals to train the blocks of a "
         "network.", "of other methods"),
        ("The second type is a mapping between embeddings.",
         "Embeddings are compared by a mapping, and we tell three types of mapping apart.",
         "'second'"),
        ("In particular, FooNet outperforms the rivals.",
         "In particular, in the hard scenario of drawing birds and of sketches, FooNet outperforms "
         "the rivals by far.", "'in the hard scenario"),
        ("Its costs grow linearly, and quadratically with the number of features.",
         "Its costs grow linearly with the number of features.", "'quadratically'"),
        ("It trains on 2048 cores per day.", "It trains on 2048 cores in four days.", "'per day'"),
        ("The two tricks that are recommended for training deep nets are:",
         "We recommend two tricks for training deep nets.", "announces"),
        ("Growth of lattice models results from growth of lattice models.",
         "We bound the growth of lattice models.", "twice"),
        ("It uses intrinsic rewards to explore large worlds with many rooms.",
         "Unfortunately, methods based on intrinsic rewards often fall short in large worlds with "
         "many rooms.", "of other methods"),
        ("It rests on a combination of deep networks for graphs.",
         "It rests on a combination with deep networks for graphs.", "'with'"),
        ("The method requires each user to depend on the dimension.",
         "The bound of each user is free of the dimension, unlike the previous work that requires "
         "each user to depend on the dimension.", "of other methods"),
    ],
)  # fmt: skip
def test_what_is_said_of_others_or_under_a_condition_is_not_borne(
    statement: str, quote: str, reason: str
):
    result = check(statement, [quote], "FooNet: a study")
    assert result.verdict is not Verdict.SUPPORTED
    assert reason in result.reason


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Existing methods assume known templates.", "Existing methods assume known templates."),
        ("Unlike earlier work, it needs no templates.",
         "Existing methods need templates, while ours needs no templates."),
        ("FooNet fails if the test data differ.", "FooNet fails only if the test data differ."),
        ("FooNet beats BarNet on long texts.", "On long texts FooNet beats BarNet."),
        ("BarNet is less accurate than FooNet.", "FooNet is more accurate than BarNet."),
        ("Lower selectivity improves the accuracy of nets.",
         "With the selectivity of nets reduced, their accuracy rose."),
        ("FooNet is nearly as good as BarNet.",
         "FooNet is as good as, if not better than, BarNet."),
        ("FooNet derives a solution for the stimulus.",
         "FooNet derives a solution for the stimulus under consideration."),
        ("FooNet beats the rivals on long texts.", "We beat the rivals on long texts."),
        ("FooNet beats the rivals on long texts, with a larger model than before.",
         "FooNet beats the rivals on long texts, with a larger model than before, which is larger "
         "than the rivals."),
        ("FooNet not only helps the teacher but also judges the student.",
         "FooNet helps the teacher and also judges the student."),
        ("Unlike step sizes that decay, they reach the optimum without tuning.",
         "Contrary to step sizes that decay, they reach the optimum without tuning."),
        ("FooNet improves the accuracy on graphs.",
         "FooNet improves the accuracy on graphs for all kinds of problems."),
    ],
)  # fmt: skip
def test_no_rule_objects_to_what_is_right(statement: str, quote: str):
    assert objection(statement, [quote], "FooNet: a study") is None


def test_no_abstract_makes_the_check_search_without_end():
    for text in ("however, " * 3000, "so far, " * 3000, "FooNet is fast if " * 1000):
        assert check("FooNet is fast.", [f"{text} methods fail."], "FooNet: a study").reason


def test_a_number_matches_whole_and_not_inside_another():
    assert check("It reduces parameters up to 7%.", [QUOTE]).verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize("statement", ["Anything.", ""])
def test_nothing_cited_or_said_is_unsupported(statement: str):
    assert check(statement, []).verdict is Verdict.UNSUPPORTED
    assert check("", [QUOTE]).verdict is Verdict.UNSUPPORTED


def test_a_name_counts_in_other_forms_and_spelt_out():
    quote = "Graph neural networks beat CNNs at 256×256 pixels."
    assert check("GNNs beat CNNs at 256x256 pixels.", [quote]).verdict is Verdict.SUPPORTED


def test_a_number_in_a_name_counts_whole():
    quote = "We train VGG-16 and ResNet18 on CIFAR-10 and report top-1 accuracy."
    assert strange_names("VGG-1 and VGG-9 have top-3 accuracy.", [quote]) == [
        "VGG-1", "VGG-9", "top-3",
    ]  # fmt: skip
    assert strange_names("ResNet-18 has the top-1 accuracy on CIFAR10.", [quote]) == []


def test_a_name_of_the_cited_paper_is_no_invented_one():
    quote, abstract = (
        "It cuts the memory in half.",
        "We propose FooNet. It cuts the memory in half.",
    )
    statement = "FooNet cuts the memory in half."
    assert "FooNet" in check(statement, [quote]).reason
    assert check(statement, [quote], context=abstract).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.5 million and 1,500,000 and 1500k", [(1.5e6, "")] * 3),
        ("10$\\times$, 3x and 5-fold", [(10, "times"), (3, "times"), (5, "times")]),
        ("97% on Kinetics-700 and GPT-3, 0.5\\% of it", [(97, "percent"), (0.5, "percent")]),
        ("11·9 million episodes in 2010.", [(11.9e6, ""), (2010, "")]),
    ],
)
def test_numbers_are_values_with_units(text: str, values: list[tuple[float, str]]):
    assert [(round(q.value, 6), q.unit) for q in quantities(text)] == values


def test_a_number_may_be_given_in_words():
    assert strange_quantities("It takes 2 days and 50% of it.", ["two days; half of it"]) == []
    assert strange_quantities("It is 2 times as fast.", ["It is twice as fast."]) == []
    assert strange_quantities("It takes 3 days.", ["It takes two days."])


@given(st.text(), st.text())
def test_checking_any_texts_gives_a_verdict_that_follows_from_the_score(statement: str, quote: str):
    found = check(statement, [quote])
    assert 0 <= found.score <= 1
    assert (found.verdict is Verdict.SUPPORTED) == (found.score >= SUPPORTED)
    assert (found.verdict is Verdict.UNSUPPORTED) == (found.score < WEAK)
    assert found.reason


@given(st.integers(0, 10**9))
def test_every_whole_number_is_found_and_equals_itself(number: int):
    [found] = quantities(f"It takes {number:,} steps.")
    assert found.same(Quantity(float(number), "", ""))


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_contradiction_never_raises_the_score(bears: float, opposes: float):
    assert combined(bears, opposes) <= combined(bears, opposes / 2)
    assert combined(bears / 2, opposes) <= combined(bears, opposes)
