import json
from dataclasses import replace

import pytest

from assistant.errors import EmptyStoreError
from assistant.gate.calibration import (
    DEFAULT,
    Calibration,
    Point,
    answer_threshold,
    calibrate,
    choose,
    write,
)
from assistant.settings import Settings
from tests.stores import builtin_assistant
from vectorstore.place import Place


def point(threshold: float, recall: float, refused: float) -> Point:
    return Point(threshold, 0.9, recall, refused)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([point(0.1, 0.5, 0.0), point(0.2, 0.9, 0.02), point(0.3, 0.95, 0.04)], 0.2),
        ([point(0.1, 0.5, 0.0), point(0.2, 0.7, 0.04), point(0.3, 0.95, 0.2)], 0.2),
        ([point(0.1, 0.5, 0.3), point(0.2, 0.9, 0.4)], 0.1),
    ],
)
def test_few_right_answers_are_refused_before_many_wrong_ones(points: list[Point], expected: float):
    assert choose(points) == expected


def test_the_setting_wins_over_the_collection_over_the_default(tmp_path):
    assert answer_threshold(Settings(store=tmp_path)) == DEFAULT
    write(Calibration(0.31, 50, ()), tmp_path)
    assert answer_threshold(Settings(store=tmp_path)) == 0.31
    assert answer_threshold(Settings(store=tmp_path, answer_threshold=0.0)) == 0.0


@pytest.mark.parametrize("text", ["", "{", '{"answer_threshold": "much"}', "[]"])
def test_a_broken_file_leaves_the_default(tmp_path, text: str):
    (tmp_path / "calibration.json").write_text(text)
    assert answer_threshold(Settings(store=tmp_path)) == DEFAULT


def test_leaving_papers_out_is_seen(tmp_path):
    assistant = builtin_assistant(tmp_path)
    found = calibrate(assistant.library, assistant.reader, count=30)
    assert found.questions == 30
    assert all(p.recall >= p.refused for p in found.points)
    assert max(p.recall - p.refused for p in found.points) > 0.3
    write(found, tmp_path)
    stored = json.loads((tmp_path / "calibration.json").read_text())
    assert stored["answer_threshold"] == found.answer_threshold


def test_too_few_papers_say_so(tmp_path):
    assistant = builtin_assistant(tmp_path)
    for paper in list(assistant.library.papers())[5:]:
        assistant.library.delete([paper.id])  # type: ignore[attr-defined]
    with pytest.raises(EmptyStoreError, match="at least 20"):
        calibrate(assistant.library, assistant.reader)


@pytest.mark.whole
def test_a_calibration_is_shared_by_all_who_serve_one_catalog(tmp_path, postgres):
    place = Place(tmp_path / "one", postgres.url("calibrated"))
    write(Calibration(0.31, 50, ()), place)
    other = Settings(store=tmp_path / "another", catalog=place.catalog)
    assert answer_threshold(other) == 0.31
    assert answer_threshold(replace(other, answer_threshold=0.2)) == 0.2
    assert answer_threshold(Settings(store=tmp_path / "one")) == DEFAULT
