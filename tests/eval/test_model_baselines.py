"""What needs a language model: the judges and the baseline, with models that are scripts."""

from pathlib import Path

import pytest

from assistant.settings import Settings
from eval.citation_engine import CitationEngine
from eval.evaluate import evaluate
from eval.llm_judges import agreement, evaluators
from eval.scorers import citations, content
from tests.eval.cases import PAPERS, answer, parse, question, record
from tests.eval.models import ScriptedLLM, first_source
from tests.stores import HashingEmbedder
from vectorstore.catalog import Catalog
from vectorstore.index import MemoryIndex
from vectorstore.ingest import embed_pending
from vectorstore.search import HybridSearch

WRONG = record()["statements"][0] | {"text": "Sparrows migrate in winter."}


def knows(prompt: str) -> str:
    """A judge that reads: it looks whether the answer's number stands in what it was shown."""
    if "score" in prompt.lower() and "reference answer" in prompt.lower():
        shown = prompt.rpartition("Generated Answer")[2]
        return "5.0\nIt states the number." if "600 billion" in shown else "1.0\nIt does not."
    return "NO" if "Sparrows" in prompt else "YES"


def test_llamaindexs_evaluators_judge_and_their_agreement_is_reported() -> None:
    questions = [question(id=f"q{i}", question=f"How big is it, {i}?") for i in range(6)]
    answers = {
        q.id: answer(id=q.id, **({} if i % 2 else {"statements": [WRONG], "text": WRONG["text"]}))
        for i, q in enumerate(questions)
    }
    evaluation = evaluate("x", questions, answers, PAPERS)
    found = agreement(evaluators(ScriptedLLM(reply=knows)), evaluation, PAPERS, "scripted")
    rows = {row["judge"]: row for row in found["rows"]}
    assert {name: row["count"] for name, row in rows.items()} == {
        "faithfulness": 6, "relevancy": 6, "correctness": 6,
    }  # fmt: skip
    assert all(row["mean"] == pytest.approx(0.5) for row in rows.values())
    assert all(row["agreement"] == pytest.approx(1.0) for row in rows.values())
    assert all(row["p"] < 0.05 for row in rows.values())


def test_a_model_that_babbles_gives_no_verdict_on_correctness() -> None:
    evaluation = evaluate("x", [question()], {"q1": answer()}, PAPERS)
    babbling = ScriptedLLM(reply=lambda _: "Well, the the the")
    rows = agreement(evaluators(babbling), evaluation, PAPERS, "babbling")["rows"]
    assert {row["judge"]: row["count"] for row in rows}["correctness"] == 0
    assert {row["judge"]: row["mean"] for row in rows}["faithfulness"] == 0


def test_llamaindexs_citing_engine_is_scored_by_the_marks_that_the_model_writes(
    tmp_path: Path,
) -> None:
    catalog, index, embedder = Catalog(tmp_path / "c.sqlite3"), MemoryIndex(), HashingEmbedder()
    catalog.put(list(PAPERS.values()))
    embed_pending(catalog, index, embedder)
    llm = ScriptedLLM(reply=first_source)
    engine = CitationEngine(Settings(), HybridSearch(catalog, index, embedder, 1.0), llm)
    asked = question(question="How many parameters does the translation model have?")
    found = parse(engine.answer(asked))
    assert found.cited == ("p1",)
    assert "600 billion parameters" in found.statements[-1].text
    assert content.grounded_facts(asked, found).value == 0.5
    assert citations.precision(asked, found).value == 1
    assert found.total is not None
    assert "Source 1" in llm.asked[0]
    assert "paper_id" not in llm.asked[0], "the model sees what a reader would"
    llm.reply = lambda _: "It has 600 billion parameters [9]."
    loose = parse(engine.answer(asked))
    assert citations.validity(asked, loose, PAPERS).value == 0, "a mark without a source"
