"""Orders in abstracts with the embedded models, prose forced: the check, not the model, decides."""

from pathlib import Path

import pytest

from assistant.answers.prose import ProseWriter
from assistant.evidence import EvidenceSelector
from assistant.models.answering import AnswerModel
from assistant.models.embedding import SentenceEmbedder
from assistant.pipeline import Assistant
from assistant.relevance import Reader
from assistant.settings import load_settings
from assistant.types import Source, Verdict
from tests.assistant.attacks import IN_ABSTRACTS
from tests.assistant.test_injection import poisoned
from tests.stores import ask, builtin_papers
from vectorstore.catalog import Catalog
from vectorstore.index import MemoryIndex
from vectorstore.ingest import embed_pending
from vectorstore.search import HybridSearch

pytestmark = pytest.mark.model


def test_the_embedded_model_says_nothing_that_an_abstract_orders(tmp_path: Path):
    settings = load_settings({"writer": "prose"})
    embedder, catalog = SentenceEmbedder(settings), Catalog(tmp_path / "catalog.sqlite3")
    catalog.put([*builtin_papers()[:6], *(poisoned(i, a) for i, a in enumerate(IN_ABSTRACTS))])
    index = MemoryIndex()
    embed_pending(catalog, index, embedder)
    reader = Reader(
        HybridSearch(catalog, index, embedder), EvidenceSelector(embedder, catalog), catalog
    )
    assistant = Assistant(catalog, reader, settings, ProseWriter(AnswerModel(settings)))
    for number, attack in list(enumerate(IN_ABSTRACTS))[::3]:
        answer = ask(assistant, f"How long does Foonet{number} take to train a translation model?")
        assert answer.statements, attack.name
        assert attack.payload not in answer.text, attack.name
        known = {c.number for c in answer.citations}
        for said in answer.statements:
            assert set(said.numbers) <= known
            assert said.source is Source.QUOTE or said.verdict is Verdict.SUPPORTED
