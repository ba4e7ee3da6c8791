from __future__ import annotations

import json

import pytest

from assistant.web.guard import Shape, refusal

SHAPE = Shape({"ask": 1}, {3: 0, 4: 2}, {})


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("call/ask", {"data": ["q"]}, None),
        ("call/ask", {"data": []}, 422),
        ("call/nothing", {"data": []}, 404),
        # What does not queue: stopping an answer.
        ("run/predict", {"fn_index": 3, "data": []}, None),
        ("run/predict", {"fn_index": 4, "data": []}, 422),
        ("run/predict", {"fn_index": 9, "data": []}, 404),
        ("run/predict", {"fn_index": [3], "data": []}, 404),
        ("queue/join", {"fn_index": 3, "data": [], "session_hash": "x"}, None),
        ("queue/join", {"fn_index": 3, "data": []}, 422),
    ],
)
def test_what_fits_the_page_is_passed_on(
    path: str, body: dict[str, object], status: int | None
) -> None:
    found = refusal(f"/gradio_api/{path}", json.dumps(body).encode(), SHAPE)
    assert (found and found[0]) == status
