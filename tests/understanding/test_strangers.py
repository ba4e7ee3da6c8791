"""A list on a proper name that no paper holds is none."""

from pathlib import Path

import pytest

from assistant.understanding.strangers import asks_a_stranger
from assistant.understanding.topics import topic
from tests.stores import builtin_catalog


@pytest.mark.parametrize(
    ("question", "stranger"),
    [
        ("Any results on the Netflix prize data?", True),
        ("Which papers use Tensorflow?", True),
        ("Which papers use graphs?", False),
        ("which papers treat Bayesian methods?", False),
        ("Netflix", False),
        ("Which works sample from a density that is not normalised by Metropolis steps?", False),
    ],
)
def test_a_proper_name_that_no_paper_holds(tmp_path: Path, question: str, stranger: bool):
    catalog = builtin_catalog(tmp_path)
    assert asks_a_stranger(question, topic(question), catalog) is stranger
