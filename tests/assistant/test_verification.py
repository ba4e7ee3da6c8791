import pytest

from assistant.types import Verdict
from assistant.verification import check

QUOTE = (
    "We show that our approach reduces parameters of the Transformers up to 97% on Kinetics-700."
)


def test_a_faithful_paraphrase_is_supported():
    result = check("The approach reduces the parameters of Transformers by up to 97%.", [QUOTE])
    assert result.verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("The approach reduces the parameters of Transformers by up to 98%.", "98"),
        ("The approach reduces parameters of Transformers on ImageNet21.", "ImageNet21"),
        ("The approach increases the parameters of Transformers up to 97%.", "reduc"),
        ("The approach does not reduce parameters of the Transformers.", "negation"),
        ("Bananas grow best in a warm and humid climate.", "of its words"),
    ],
)
def test_what_the_quote_does_not_say_is_unsupported_with_a_reason(statement: str, reason: str):
    result = check(statement, [QUOTE])
    assert result.verdict is Verdict.UNSUPPORTED
    assert reason in result.reason


def test_a_number_matches_whole_and_not_inside_another():
    assert check("It reduces parameters up to 7%.", [QUOTE]).verdict is Verdict.UNSUPPORTED


def test_nothing_cited_is_unsupported():
    assert check("Anything.", []).verdict is Verdict.UNSUPPORTED
