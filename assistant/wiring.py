"""Put the concrete parts together; the only file that names them all."""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.prose import ProseWriter
from assistant.collection.upkeep import Upkeep
from assistant.errors import SettingsError
from assistant.evidence.selection import EvidenceSelector
from assistant.gate.calibration import answer_threshold
from assistant.gate.relevance import Reader
from assistant.models.adapter import NONE as NO_ADAPTER
from assistant.models.answering import AnswerModel
from assistant.models.capability import Capabilities, Capability
from assistant.models.embedding import SentenceEmbedder
from assistant.models.entailment import EntailmentModel
from assistant.models.judging import LikelihoodJudge
from assistant.models.reranking import CrossEncoderReranker
from assistant.pipeline import Assistant
from assistant.protocols import Embedder
from assistant.provenance import origin
from assistant.settings import EMBEDDED, Settings
from assistant.understanding.rewriting import Rewriter
from assistant.verification.verifier import Opinion, fitted_opinion
from vectorstore import store
from vectorstore.catalog import Catalog
from vectorstore.chroma_vectors import ChromaVectors
from vectorstore.ingest import check_model
from vectorstore.repair import is_behind
from vectorstore.search import HybridSearch


def open_catalog(settings: Settings) -> Catalog:
    """The collection's catalog; made when missing."""
    return store.open_catalog(settings.place)


def open_index(settings: Settings) -> ChromaVectors:
    """The collection's vector index; made when missing."""
    return store.open_index(settings.place)


def open_search(
    settings: Settings, catalog: Catalog, embedder: Embedder, upkeep: Upkeep | None = None
) -> HybridSearch:
    """The search over a collection; without a usable index the words still find papers.

    Args:
        settings: Name the collection and the reranker.
        catalog: The collection's catalog.
        embedder: Of the model that made the vectors.
        upkeep: Makes the vectors again where they are lost, now or later.

    Raises:
        StoreMismatchError: Its vectors are of another embedding model.
    """
    check_model(catalog, embedder)
    reranker = open_reranker(settings)
    index = store.open_index(settings.place, lazily=True)
    if upkeep is None:
        return HybridSearch(catalog, index, embedder, reranker=reranker)
    if catalog.count() and is_behind(catalog, index):
        upkeep.look()
    return HybridSearch(catalog, index, embedder, reranker=reranker, lost=upkeep.look)


def open_reranker(settings: Settings, *, needed: bool = False) -> CrossEncoderReranker | None:
    """The cross-encoder that the settings name; None where they name none.

    Raises:
        SettingsError: It is needed and none is named.
    """
    if settings.reranker != "none":
        return CrossEncoderReranker(settings)
    if needed:
        message = "The setting 'reranker' is 'none'; a cross-encoder's name or folder is needed."
        raise SettingsError(message, "For instance: cross-encoder/ettin-reranker-17m")
    return None


def build(settings: Settings) -> Assistant:
    """The assistant over the collection that the settings name; models load on first use."""
    return build_with(settings, AnswerModel(settings))


def build_with(
    settings: Settings,
    model: AnswerModel,
    embedder: SentenceEmbedder | None = None,
    upkeep: Upkeep | None = None,
) -> Assistant:
    """The assistant with models that others may use too, and with upkeep where it is served."""
    settings = replace(settings, answer_threshold=answer_threshold(settings))
    catalog, embedder = open_catalog(settings), embedder or SentenceEmbedder(settings)
    search = open_search(settings, catalog, embedder, upkeep)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog, _judge(settings, model))
    made_by = origin(settings, embedder.fingerprint, model.name, catalog.count())
    writer, rewriter = _writer(settings, model), _rewriter(settings, model)
    return Assistant(catalog, reader, settings, writer, made_by, rewriter)


def _judge(settings: Settings, model: AnswerModel) -> LikelihoodJudge | None:
    """The judge of evidence: the embedded model untaught, for which its votes are weighed."""
    if not settings.judge or settings.answer_model == "none":
        return None
    is_embedded = settings.answer_model == EMBEDDED
    return LikelihoodJudge(
        model
        if is_embedded and settings.adapter == NO_ADAPTER
        else AnswerModel(replace(settings, answer_model=EMBEDDED, adapter=NO_ADAPTER))
    )


def _writer(settings: Settings, model: AnswerModel) -> ProseWriter | None:
    """The prose writer, where it is asked for or the model is not known to be unable."""
    if settings.writer == "quotes" or settings.answer_model == "none":
        return None
    measured = Capabilities(settings.cache).get(model.name)
    if settings.writer == "auto" and measured is not None and not measured.writes:
        return None
    return ProseWriter(
        model,
        model.name,
        repairs=measured is not None and measured.repairs,
        trial=settings.writer == "auto" and measured is None,
        opinion=_opinion(settings),
        closely=keeps_close(settings, measured),
    )


def keeps_close(settings: Settings, measured: Capability | None) -> bool:
    """Whether sentences must keep to the words they cite: the less known of a model, the more."""
    if settings.closely != "auto":
        return settings.closely == "always"
    return settings.support_model == "none" and not (measured and measured.writes)


def _rewriter(settings: Settings, model: AnswerModel) -> Rewriter | None:
    """What rewrites follow-ups: the answer model, where it was measured to write well."""
    if settings.writer == "quotes" or settings.answer_model == "none":
        return None
    measured = Capabilities(settings.cache).get(model.name)
    return Rewriter(model, model.name) if measured is not None and measured.writes else None


def _opinion(settings: Settings) -> Opinion:
    """What weighs statements in the check: the fitted models, or the model that a setting names."""
    return fitted_opinion if settings.support_model == "none" else EntailmentModel(settings).opinion
