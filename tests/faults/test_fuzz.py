"""Broken files and broken requests: records, rejections or a sentence; never a fault or a hang.

``python -m eval.fuzz`` does the same with ten thousand inputs for each target.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.pipeline import Assistant
from eval.fuzz import files, requests, samples, texts
from eval.fuzz.trying import Target, tried
from tests.fakes import FakeAssistant, builtin_papers
from vectorstore import readers

NUMBER = int(os.environ.get("PAPER_ASSISTANT_FUZZ", "40"))


@pytest.mark.parametrize("name", samples.samples())
def test_the_samples_are_read_whole(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(samples.samples()[name])
    assert len([r for r in readers.entries(tmp_path / name) if hasattr(r, "paper")]) == 2


@pytest.mark.parametrize("name", samples.own())
def test_the_samples_of_our_own_files_are_read_whole(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(samples.own()[name])
    assert files._readers()[name](tmp_path / name)


def all_told(targets: Any) -> str:
    found = [tried(target, NUMBER) for target in targets]
    assert found
    return "\n".join(f"{one.name}: {one.fault}" for one in found if one.fault)


@pytest.mark.whole
def test_a_broken_file_or_page_is_told_in_sentences(tmp_path: Path):
    assert all_told(files.targets(tmp_path)) == ""


@pytest.mark.whole
def test_any_text_and_any_record_passes(assistant: Assistant):
    assert all_told(texts.targets(assistant)) == ""


@pytest.mark.whole
def test_a_broken_request_is_answered_and_is_no_fault(assistant: Assistant):
    assert all_told(requests.targets(assistant)) == ""


@pytest.mark.whole
def test_a_server_with_a_fault_is_found_out():
    class Faulty(FakeAssistant):
        def answer(self, question: str, *more: object) -> Any:
            if "\0" in question:
                raise KeyError(question)
            return super().answer(question, *more)  # type: ignore[arg-type]

    faulty = Faulty(builtin_papers())
    completions = next(iter(requests.targets(faulty, mcp=False)))
    assert "500" in tried(completions, 400).fault


def test_a_fault_is_told_with_the_smallest_input_and_a_hang_ends():
    from hypothesis import strategies as st

    def breaks(number: int) -> None:
        if number > 41:
            raise RecursionError

    found = tried(Target("t", st.integers(0, 1000), breaks), 200)
    assert found.fault.endswith("for 42")
    assert not tried(Target("t", st.integers(0, 40), breaks), 30).fault

    def hangs(number: int) -> None:
        time.sleep(60)

    assert "HangError" in tried(Target("t", st.just(1), hangs), 1, longest=0.1).fault


def test_the_same_seed_makes_the_same_inputs_and_another_others():
    from hypothesis import strategies as st

    def made(chance: int) -> list[int]:
        seen = list[int]()
        tried(Target("t", st.integers(0, 10**9), seen.append), 30, chance=chance)
        return seen

    assert made(0) == made(0)
    assert set(made(0)) != set(made(1))


@pytest.mark.parametrize("name", [n for n in samples.own() if n != "passwords"])
@pytest.mark.parametrize(
    "odd",
    ['{"a":' * 100_000, "[" * 100_000, '{"id": ' + "9" * 5000 + "}"],
    ids="objects lists digits".split(),
)
def test_nesting_and_numbers_without_end_are_told(tmp_path: Path, name: str, odd: str):
    content = f"words = {odd[odd.find('[') if '[' in odd else -5000 :]}" if "toml" in name else odd
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = None
    with suppress(AssistantError):
        found = files._readers()[name](tmp_path / name)
    # A batch goes on after a line that cannot be read, and says so of it.
    assert found is None or "is no JSON" in str(found)
