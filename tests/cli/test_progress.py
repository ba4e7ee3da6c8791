import pytest

from assistant.cli.progress import ProgressLines


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rate_and_time_left_do_not_count_the_loading_of_a_model(capsys: pytest.CaptureFixture):
    clock = Clock()
    with ProgressLines(clock=clock) as progress:
        progress("reading", 500, 0)
        clock.now = 60.0  # the model loads
        progress("embedding", 100, 7700)
        clock.now = 70.0
        progress("embedding", 200, 7700)
        clock.now = 70.5
        progress("embedding", 205, 7700)  # too soon for another line
        clock.now = 110.0
        progress("embedding", 7700, 7700)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "embedding: 100 of 7700 papers, 100/min, 1:16:00 left",
        "embedding: 200 of 7700 papers, 10/s, 12:30 left",
        "embedding: 7700 of 7700 papers, 152/s",
    ]
