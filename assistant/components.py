"""The search as LlamaIndex components: a retriever and node postprocessors for your own chain.

Nodes are papers: the text is title and abstract, the metadata holds what the catalog knows and
the two scores that were fused (``dense``, a cosine; ``lexical``, BM25).  Nothing else of the
project imports this file, so that LlamaIndex is loaded by those alone who use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Reranker, Search
from assistant.settings import Settings
from assistant.types import EVERYTHING, Filters, Paper, Retrieved
from assistant.wiring import open_reranker, open_search
from assistant.wording.text import fold
from vectorstore.fusion import DENSE_WEIGHT, convex
from vectorstore.store import open_existing

_SCORES = ["dense", "lexical"]


def paper_retriever(
    settings: Settings, top_k: int = 10, filters: Filters = EVERYTHING
) -> PaperRetriever:
    """A retriever over the collection that the settings name.

    Raises:
        EmptyStoreError: There is none, or it holds no papers.
        StoreMismatchError: Its vectors are of another embedding model.
    """
    search = open_search(settings, open_existing(settings.place), SentenceEmbedder(settings))
    return PaperRetriever(search, top_k, filters)


class PaperRetriever(BaseRetriever):  # type: ignore[misc]
    """Papers by vectors (Chroma) and words (FTS5) together; each paper is one node.

    Args:
        search: The hybrid search.
        top_k: How many papers.
        filters: Restrictions that hold for every query.
    """

    def __init__(self, search: Search, top_k: int = 10, filters: Filters = EVERYTHING) -> None:
        super().__init__()
        self._search = search
        self._top_k = top_k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._search.search(query_bundle.query_str, self._top_k, self._filters)
        return [node_of(hit) for hit in hits]


class OnePerPaper(BaseNodePostprocessor):  # type: ignore[misc]
    """Folds several passages of a paper into one: the best-scored node of each stays."""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        best: dict[str, NodeWithScore] = {}
        for node in nodes:
            paper_id = str(node.node.metadata.get("paper_id") or node.node.node_id)
            if paper_id not in best or (node.score or 0.0) > (best[paper_id].score or 0.0):
                best[paper_id] = node
        return _ordered(best.values())


class ConvexFusion(BaseNodePostprocessor):  # type: ignore[misc]
    """Scores nodes anew by a weighted sum of their ``dense`` and ``lexical`` metadata.

    Attributes:
        dense_weight: Share of the vectors, from 0 to 1.
    """

    dense_weight: float = DENSE_WEIGHT

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        sides = [
            {n.node.node_id: s for n in nodes if (s := n.node.metadata.get(name)) is not None}
            for name in _SCORES
        ]
        scores = convex(sides[0], sides[1], self.dense_weight)
        return _ordered(
            NodeWithScore(node=n.node, score=scores.get(n.node.node_id, 0.0)) for n in nodes
        )


class FilterPapers(BaseNodePostprocessor):  # type: ignore[misc]
    """Keeps papers of these years, venues and authors; what is not given does not restrict.

    To restrict what is searched, rather than what was found, give the retriever ``filters``.
    """

    year_from: int | None = None
    year_to: int | None = None
    venues: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return [node for node in nodes if self._passes(node.node.metadata)]

    def _passes(self, metadata: dict[str, Any]) -> bool:
        year = metadata.get("year")
        wanted = {fold(name) for name in self.authors}
        written_by = {fold(name) for name in metadata.get("authors") or ()}
        return (
            (self.year_from is None or (year is not None and year >= self.year_from))
            and (self.year_to is None or (year is not None and year <= self.year_to))
            and (not self.venues or metadata.get("venue") in self.venues)
            and (not wanted or bool(wanted & written_by))
        )


class RerankPapers(BaseNodePostprocessor):  # type: ignore[misc]
    """Orders papers anew by a cross-encoder that reads query and paper together.

    Attributes:
        reranker: Such as ``assistant.wiring.open_reranker`` makes of the settings.
        top_n: How many papers stay.
    """

    reranker: Any
    top_n: int = 10

    @classmethod
    def of(cls, settings: Settings, top_n: int = 10) -> RerankPapers:
        """With the model that the setting ``reranker`` names.

        Raises:
            SettingsError: It names none.
        """
        return cls(reranker=open_reranker(settings, needed=True), top_n=top_n)

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None:
            message = "RerankPapers needs the query: give postprocess_nodes a query_str."
            raise ValueError(message)
        reranker: Reranker = self.reranker
        hits = reranker.rerank(query_bundle.query_str, [hit_of(node) for node in nodes])
        return [node_of(hit) for hit in hits[: self.top_n]]


def node_of(hit: Retrieved) -> NodeWithScore:
    """A paper that was found, as LlamaIndex passes it on."""
    paper = hit.paper
    metadata = {
        "paper_id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "venue": paper.venue,
        "year": paper.year,
        "url": paper.url,
        "pdf": paper.pdf,
        "dense": hit.dense,
        "lexical": hit.lexical,
    }
    node = TextNode(
        id_=paper.id,
        text=f"{paper.title}\n{paper.abstract}".strip(),
        metadata=metadata,
        excluded_llm_metadata_keys=["paper_id", "title", *_SCORES],
        excluded_embed_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=hit.score)


def hit_of(node: NodeWithScore) -> Retrieved:
    """The paper of a node, the way back from ``node_of``."""
    found = node.node.metadata
    title = str(found.get("title") or "")
    text = node.node.get_content()
    paper = Paper(
        id=str(found.get("paper_id") or node.node.node_id),
        title=title,
        abstract=text.removeprefix(title).lstrip("\n"),
        authors=tuple(found.get("authors") or ()),
        venue=found.get("venue"),
        year=found.get("year"),
        url=found.get("url"),
        pdf=found.get("pdf"),
    )
    return Retrieved(paper, node.score or 0.0, found.get("dense"), found.get("lexical"))


def _ordered(nodes: Any) -> list[NodeWithScore]:  # noqa: ANN401 - any iterable of nodes
    found: Sequence[NodeWithScore] = list(nodes)
    return sorted(found, key=lambda n: (-(n.score or 0.0), n.node.node_id))
