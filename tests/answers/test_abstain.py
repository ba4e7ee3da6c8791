"""What is said where nothing answers: the nearest papers, and the filter that left out the rest."""

import pytest

from assistant.answers.abstain import nothing_here
from assistant.types import EVERYTHING, Filters, Kind, Paper, Request, Status

NEAREST = (Paper("1", "Kites over Hills", "They fly.", url="https://example.org/1"),)


@pytest.mark.parametrize(
    ("filters", "nearest", "lead"),
    [
        (EVERYTHING, NEAREST, "Nothing in this collection answers that."),
        (EVERYTHING, (), "Nothing in this collection answers that."),
        (Filters(paper_ids=("1",)), NEAREST, "Nothing in this collection answers that."),
        (Filters(year_from=2022), NEAREST, "Nothing in the papers since 2022 answers that."),
        (
            Filters(authors=("Ada Example",), venues=("ICLR",)),
            (),
            "This collection holds no papers by Ada Example at ICLR that could answer that.",
        ),
    ],
)
def test_the_filter_is_named(filters: Filters, nearest: tuple[Paper, ...], lead: str):
    request = Request("How do kites fly?", Kind.QUESTION, "kites fly", filters=filters)
    answer = nothing_here(request, nearest, (), {})
    assert answer.status is Status.NOT_IN_COLLECTION
    assert answer.lead == lead
    assert ("Kites over Hills" in answer.closing) is bool(nearest)
