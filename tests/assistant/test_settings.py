from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings


def test_flags_beat_the_environment_which_beats_the_file(tmp_path: Path):
    (tmp_path / "paper-assistant.toml").write_text('words = 50\nport = 1234\nhost = "::1"\n')
    settings = load_settings(
        {"words": "80"}, {"PAPER_ASSISTANT_WORDS": "60", "PAPER_ASSISTANT_PORT": "99"}, tmp_path
    )
    assert (settings.words, settings.port, settings.host) == (80, 99, "::1")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"port": "many"}, "port"),
        ({"port": "70000"}, "0 to 65535"),
        ({"writer": "poet"}, "writer"),
        ({"words": "3"}, "at least 20"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(flags: dict[str, str], said: str):
    with pytest.raises(SettingsError, match=said):
        load_settings(flags, {})


def test_an_unknown_name_in_the_file_is_an_error(tmp_path: Path):
    (tmp_path / "paper-assistant.toml").write_text("wrods = 50\n")
    with pytest.raises(SettingsError, match="wrods"):
        load_settings({}, {}, tmp_path)


def test_a_broken_file_is_an_error_with_its_path(tmp_path: Path):
    (tmp_path / "paper-assistant.toml").write_text("words = = 50\n")
    with pytest.raises(SettingsError, match=r"paper-assistant\.toml"):
        load_settings({}, {}, tmp_path)
