"""A whole evaluation with the real pipeline and a word-hashing embedder, then broken on purpose."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.errors import InputError, SettingsError
from assistant.pipeline import Assistant
from assistant.settings import Settings
from eval import report
from eval.answers import parse_all, read_records
from eval.baselines import Shelf
from eval.compare import compare, read_report
from eval.evaluate import evaluate
from eval.gate import failures, limits
from eval.questions import load, question_set, reference_set, save, shipped_set
from eval.report import figures
from eval.session import Plan, chosen, execute
from eval.systems import AssistantSystem
from tests.eval.cases import question
from tests.eval.shelves import builtin_shelf
from tests.stores import builtin_papers
from vectorstore.sentences import sentences

pytestmark = pytest.mark.whole

WHOLE = ("top-3-sentences", "always-abstain", "never-abstain")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evaluation")


@pytest.fixture(scope="module")
def shelf(folder: Path) -> Shelf:
    return builtin_shelf(folder)


@pytest.fixture(scope="module")
def result(folder: Path, shelf: Shelf, assistant: Assistant) -> dict[str, Any]:
    plan = Plan(Settings(), limit=48, baselines=WHOLE, out=folder / "report")
    return execute(plan, shelf, AssistantSystem(assistant))


def broken(record: dict[str, Any], how: str, ids: list[str]) -> dict[str, Any]:
    """An answer as a spoiled assistant would give it."""
    record = json.loads(json.dumps(record))
    if how == "shuffled citations":
        for citation in record["citations"]:
            citation["paper_id"] = ids[(ids.index(citation["paper_id"]) + 7) % len(ids)]
    elif how == "answers from the wrong paper":
        papers = {paper.id: paper for paper in builtin_papers()}
        for citation in record["citations"]:
            other = papers[ids[(ids.index(citation["paper_id"]) + 7) % len(ids)]]
            quote = next(iter(sentences(other))).text
            citation |= {"paper_id": other.id, "title": other.title, "quotes": [quote]}
            for said in record["statements"]:
                if citation["number"] in said["citations"] and said["source"] == "quote":
                    said["text"] = quote
    elif how == "never abstains" and record["status"].startswith("not_in"):
        record["status"] = "answered"
    elif how == "invented quotes":
        for citation in record["citations"]:
            citation["quotes"] = [f"Indeed {quote}" for quote in citation["quotes"]]
    return record


def _figures(folder: Path, how: str) -> dict[str, float]:
    """What the run above scores when its answers are spoiled."""
    whole = read_records(folder / "report" / "answers-assistant.jsonl")
    ids = [paper.id for paper in builtin_papers()]
    spoiled = {r["id"]: broken(r, how, ids) for r in whole}
    papers = {paper.id: paper for paper in builtin_papers()}
    questions = [q for q in load(reference_set()) if q.id in spoiled]
    found = evaluate(how, questions, parse_all(spoiled.values()), papers)
    return figures(report.build([found], papers, {}))


def test_the_report_is_written_whole_and_self_contained(
    result: dict[str, Any], folder: Path
) -> None:
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert page.count("<svg") == 2
    assert page.count('class="rows"') == 4
    text = (folder / "report" / "report.md").read_text(encoding="utf-8")
    assert "| outcome |" in text
    assert "always-abstain" in text
    assert json.loads((folder / "report" / "report.json").read_text(encoding="utf-8")) == result
    made = result["made"]
    assert made["collection"].startswith("100 papers")
    assert {"commit", "settings", "prompts", "packages"} <= set(made)


def test_no_machine_path_or_secret_is_recorded(result: dict[str, Any], folder: Path) -> None:
    assert str(folder) not in json.dumps(result["made"])
    assert "store" not in result["made"]["settings"]


def test_the_baselines_score_what_they_must(result: dict[str, Any]) -> None:
    always = result["systems"]["always-abstain"]
    assert always["abstention"]["recall"]["value"] == 1
    assert always["figures"]["facts"]["value"] == 0
    top = result["systems"]["top-3-sentences"]
    assert top["abstention"]["f1"]["value"] == 0
    assert top["figures"]["exact_quotes"]["value"] == 1
    assert result["systems"]["never-abstain"]["advantage"]["count"] == 48


@pytest.mark.parametrize(
    ("how", "measures"),
    [
        (
            "shuffled citations",
            ("citation_precision", "citation_recall", "exact_quotes", "grounded_facts", "outcome"),
        ),
        (
            "answers from the wrong paper",
            ("citation_precision", "citation_recall", "facts", "grounded_facts", "outcome"),
        ),
        ("never abstains", ("outcome", "abstention_f1")),
        ("invented quotes", ("exact_quotes",)),
    ],
)
def test_breaking_the_assistant_lowers_the_right_figures_and_fails_the_gate(
    result: dict[str, Any],
    folder: Path,
    how: str,
    measures: tuple[str, ...],
) -> None:
    whole, spoiled = figures(result), _figures(folder, how)
    for measure in measures:
        assert spoiled[measure] < whole[measure] - 0.02, measure
    gate = {measure: whole[measure] - 0.01 for measure in measures}
    assert failures(whole, gate) == []
    assert len(failures(spoiled, gate)) == len(measures)
    if how == "answers from the wrong paper":
        assert spoiled["exact_quotes"] == 1, "its quotes are verbatim all the same"


def test_comparing_shows_what_changed_and_whether_it_could_be_chance(
    result: dict[str, Any], folder: Path
) -> None:
    worse = json.loads(json.dumps(result))
    for entry in worse["questions"]:
        entry["scores"]["outcome"] = 0.0
    worse["made"]["commit"] = "other"
    text = compare(result, worse)
    assert "| made with | before | after |" in text
    assert "| commit | " in text
    assert "| settings." not in text, "only what changed"
    assert re.search(r"\| abstention f1 \| \d", text)
    assert re.search(r"\| survey \|.*\| 0\.000 \|", text)
    assert re.search(r"\| outcome \|.*\*\*lower\*\*", text)
    assert "## Worse" in text
    assert "the same" in compare(result, result)
    assert read_report(folder / "report")["name"] == "assistant"


def test_reports_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_report(tmp_path)
    (tmp_path / "report.json").write_text("[]")
    with pytest.raises(InputError, match="no evaluation report"):
        read_report(tmp_path)


def test_an_answers_file_is_scored_without_running_anything(
    folder: Path, shelf: Shelf, tmp_path: Path
) -> None:
    answers = folder / "report" / "answers-assistant.jsonl"
    if not answers.exists():
        pytest.skip("needs the run above")
    plan = Plan(Settings(), answers_file=answers, limit=48, baselines=(), out=tmp_path)
    found = execute(plan, shelf)
    assert found["name"] == "answers-assistant"
    assert found["count"] == 48


def test_broken_answers_fail_the_gate_of_the_command_and_need_no_model(
    result: dict[str, Any], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAPER_ASSISTANT_STORE", raising=False)
    monkeypatch.setenv("PAPER_ASSISTANT_CACHE", str(tmp_path / "cache"))
    whole = folder / "report" / "answers-assistant.jsonl"
    spoiled = tmp_path / "spoiled.jsonl"
    ids = [paper.id for paper in builtin_papers()]
    records = [broken(r, "answers from the wrong paper", ids) for r in read_records(whole)]
    spoiled.write_text("".join(json.dumps(r) + "\n" for r in records))
    precision = figures(result)["citation_precision"]
    gate = ["--fail-under", f"citation_precision={precision - 0.01}"]
    for answers, code in ((whole, 0), (spoiled, 1)):
        out = str(tmp_path / "out")
        given = ["--answers", str(answers), "--baselines", "none", "--limit", "48", "--out", out]
        done = CliRunner().invoke(cli, ["eval", *given, *gate])
        assert done.exit_code == code, done.output
    assert "Below the limit: citation_precision is 0.0" in done.output


def test_an_unanswered_question_counts_as_failed(
    folder: Path, shelf: Shelf, tmp_path: Path
) -> None:
    answers = tmp_path / "some.jsonl"
    first = load(reference_set())[0]
    answers.write_text(json.dumps({"id": first.id, "status": "not_in_abstract", "text": ""}) + "\n")
    plan = Plan(Settings(), answers_file=answers, baselines=(), out=tmp_path / "out", limit=20)
    found = execute(plan, shelf)
    assert found["systems"]["some"]["figures"]["outcome"]["count"] == 20
    assert found["systems"]["some"]["figures"]["outcome"]["value"] == 0


def test_a_set_about_another_collection_is_refused(
    folder: Path, shelf: Shelf, tmp_path: Path
) -> None:
    other = tmp_path / "set.jsonl"
    save(other, [question(gold={"all": ["elsewhere"]})])
    with pytest.raises(InputError, match="not in the collection"):
        execute(Plan(Settings(), other, out=tmp_path), shelf)


def test_a_part_without_questions_is_told(tmp_path: Path) -> None:
    plan = Plan(Settings(), shipped_set("unseen"), part="dev", out=tmp_path)
    with pytest.raises(InputError, match="no questions in the part 'dev'"):
        execute(plan)


def test_a_limit_takes_from_every_kind_in_turn() -> None:
    picked = chosen(load(reference_set()), 15)
    assert len(picked) == 15
    assert len({q.kind for q in picked}) == 15


def test_limits_are_read_and_unknown_ones_told() -> None:
    assert limits(["outcome=0.5", "abstention_f1=.2"]) == {"outcome": 0.5, "abstention_f1": 0.2}
    assert failures({"outcome": 0.4}, {"outcome": 0.5, "exact": 1}) == [
        "outcome is 0.400; at least 0.5 is wanted",
        "exact was not scored; at least 1 is wanted",
    ]
    with pytest.raises(SettingsError, match="unknown measure"):
        limits(["beauty=1"])
    with pytest.raises(SettingsError, match="no number"):
        limits(["outcome=high"])


def test_the_page_escapes_what_answers_say(result: dict[str, Any]) -> None:
    from eval.page import html

    evil = json.loads(json.dumps(result))
    evil["questions"][0] |= {"text": "<img src=x onerror=alert(1)>", "scores": {"outcome": 0.0}}
    evil["questions"][0]["question"] = "</summary><script>alert(1)</script>"
    page = html(evil)
    assert "<script" not in page
    assert "<img" not in page


def test_the_command_has_an_example_and_tells_wrong_limits(tmp_path: Path) -> None:
    runner = CliRunner()
    for command in ([], ["compare"], ["make-exam"], ["retrieval"]):
        shown = runner.invoke(cli, ["eval", *command, "--help"])
        assert shown.exit_code == 0
        assert "Example:" in shown.output
    wrong = runner.invoke(cli, ["eval", "--fail-under", "beauty=1"])
    assert isinstance(wrong.exception, SettingsError)


def test_the_sets_that_come_along_get_a_store_of_their_own(tmp_path: Path) -> None:
    from eval.session import evaluation_settings

    plain = Settings(cache=tmp_path)
    for name in ("reference", "unseen", "final", "fresh", "closing", str(shipped_set("unseen"))):
        own = evaluation_settings(Plan(plain, question_set(name)))
        assert own.store.parent == tmp_path / "eval"
    assert evaluation_settings(Plan(plain, tmp_path / "mine.jsonl")) is plain
    named = replace(plain, store=tmp_path / "mine")
    assert evaluation_settings(Plan(named)) is named


def test_a_store_of_an_older_version_is_begun_anew(tmp_path: Path) -> None:
    from eval.stores import open_own

    store = tmp_path / "old"
    store.mkdir()
    (store / "catalog.sqlite3").write_bytes(b"this is no database, and long enough to be read")
    catalog, index = open_own(Settings(store=store))
    assert (catalog.count(), index.count()) == (0, 0)
