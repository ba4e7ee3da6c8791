"""A model's rewriting of a follow-up is taken where it brings in nothing and means the same."""

from pathlib import Path

import pytest

from assistant import wiring
from assistant.errors import ModelError
from assistant.models.answering import AnswerModel
from assistant.models.capability import Capabilities, Capability
from assistant.settings import Settings
from assistant.types import Request, Turn
from assistant.understanding.rewriting import Rewriter
from assistant.understanding.understand import Understanding
from tests.models.engines import ScriptedEngine
from tests.stores import builtin_catalog
from vectorstore.catalog import Catalog

HISTORY = (
    Turn("user", "How was GShard trained?"),
    Turn("assistant", "GShard: Scaling Giant Models with Conditional Computation. 2048 TPUs [1]"),
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return builtin_catalog(tmp_path_factory.mktemp("w"))


def asked(catalog: Catalog, question: str, *written: str) -> tuple[Request, ScriptedEngine]:
    engine = ScriptedEngine(*written)
    rewriter = Rewriter(AnswerModel(Settings(), lambda _: engine), "scripted")
    understanding = Understanding(catalog, lambda phrase: None, rewriter)
    return understanding.request(question, HISTORY), engine


def test_a_good_rewriting_is_searched_with_and_shown(catalog: Catalog):
    request, engine = asked(catalog, "How long did it take?", "How long did GShard take?\n")
    assert request.query == request.standalone == "How long did GShard take?"
    assert request.trace[-2] == "rewritten by scripted"
    assert [p.title[:6] for p in request.papers] == ["GShard"]
    (turn,) = engine.prompts[0]
    assert "Person: How was GShard trained?" in turn.content
    assert "How long did it take?" in turn.content


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("How long did GShard take on H100?", "H100"),
        ("How long did GShard take in 2019?", "2019"),
        ("How long did the marvellous GShard take?", "marvellous"),
        ("How long did DDIM take?", "DDIM"),
        ("How long did it take?", "other papers"),
        ("GShard", "something else"),
        ("", "empty"),
    ],
)
def test_what_the_conversation_does_not_hold_is_not_taken(catalog: Catalog, written: str, why: str):
    request, _ = asked(catalog, "How long did it take?", written)
    ruled = Understanding(catalog, lambda phrase: None).request("How long did it take?", HISTORY)
    assert (request.query, request.papers) == (ruled.query, ruled.papers)
    assert any("was not taken" in line and why in line for line in request.trace), request.trace


def test_a_question_that_stands_alone_is_not_rewritten(catalog: Catalog):
    _, engine = asked(catalog, "Which papers study graph attention networks?", "anything")
    assert engine.prompts == []


def test_a_failing_model_leaves_the_rules(catalog: Catalog):
    def fails(_: Settings) -> ScriptedEngine:
        message = "The model is gone."
        raise ModelError(message, "Start it.")

    rewriter = Rewriter(AnswerModel(Settings(), fails), "gone")
    request = Understanding(catalog, lambda _: None, rewriter).request("Its code?", HISTORY)
    assert [p.title[:6] for p in request.papers] == ["GShard"]


@pytest.mark.parametrize(("facts", "rewrites"), [(0.9, True), (0.3, False)])
def test_only_a_model_measured_to_write_well_rewrites(tmp_path: Path, facts: float, rewrites: bool):
    settings = Settings(cache=tmp_path, answer_model="ollama:big")
    model = AnswerModel(settings)
    assert wiring._rewriter(settings, model) is None  # never measured
    measured = Capability(facts, 0.9, 0.9, 24, 30.0, "p", "2026-11-24")
    Capabilities(tmp_path).put(model.name, measured)
    assert (wiring._rewriter(settings, model) is not None) is rewrites
