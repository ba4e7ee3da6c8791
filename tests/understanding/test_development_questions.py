"""The short development questions are understood; see ``eval.understanding``."""

import pytest

from assistant.understanding.understand import Understanding
from eval.understanding import Case, cases, misunderstood
from tests.stores import builtin_catalog

ASKED = list(cases())
LEAST = 0.97


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    understanding = Understanding(builtin_catalog(tmp_path_factory.mktemp("u")), lambda _: None)
    return {case.question: lines for case, lines in misunderstood(understanding, ASKED)}


def test_nearly_all_are_understood(wrong: dict[str, list[str]]):
    assert len(ASKED) > 300
    assert len(wrong) <= (1 - LEAST) * len(ASKED), wrong


def test_a_question_understood_otherwise_is_reported(wrong: dict[str, list[str]]):
    case = Case("x", "papers by Rose Yu", (), {"kind": "list", "authors": ["Rose Yu"]})
    understood = ASKED[0]
    assert understood.question not in wrong

    class Reads:
        def request(self, question, history):
            from assistant.types import Filters, Kind, Request

            return Request(question, Kind.METADATA, "", filters=Filters(authors=("Rose Yu",)))

    [(_, lines)] = misunderstood(Reads(), [case])  # type: ignore[arg-type]
    assert lines == ["kind: 'metadata', not 'list'"]
