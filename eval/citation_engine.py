"""LlamaIndex's CitationQueryEngine over the same models, vectors and papers, as a baseline.

The only file that imports it.  Its answer is taken as it comes: sentences with the ``[n]`` marks
that the language model wrote, sources numbered as the engine numbers them.
"""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any

from assistant.models.answering import AnswerModel
from assistant.protocols import Search
from assistant.settings import Settings
from eval.answers import statements_of
from eval.questions import Question
from eval.systems import Record

_SOURCES, _CHUNK = 3, 512


class CitationEngine:
    """CitationQueryEngine over the papers nearest by the collection's own vectors.

    Args:
        settings: Names the language model.
        search: Finds the papers.
        llm: LlamaIndex's language model, in place of the one that the settings name.
    """

    name = "citation-query-engine"

    def __init__(self, settings: Settings, search: Search, llm: Any = None) -> None:  # noqa: ANN401
        self._settings, self._search, self._llm = settings, search, llm

    @cached_property
    def _engine(self) -> Any:  # noqa: ANN401
        from llama_index.core.query_engine import CitationQueryEngine

        return CitationQueryEngine(
            retriever=_retriever(self._search),
            llm=self._llm or AnswerModel(self._settings).llm,
            citation_chunk_size=_CHUNK,
        )

    def answer(self, question: Question) -> Record:
        """What the engine says, with its sources as citations."""
        engine = self._engine
        start = time.perf_counter()
        response = engine.query(question.question)
        total = time.perf_counter() - start
        text = str(response.response or "").strip()
        sources = [node.node.metadata["paper_id"] for node in response.source_nodes]
        said = statements_of(text)
        used = sorted({n for s in said for n in s.numbers if 0 < n <= len(sources)})
        return {
            "id": question.id,
            "question": question.question,
            "status": "answered" if text else "error",
            "kind": "question",
            "text": text,
            "statements": [
                {"text": s.text, "citations": list(s.numbers), "verdict": "", "source": "model"}
                for s in said
            ],
            "citations": [{"number": n, "paper_id": sources[n - 1], "quotes": []} for n in used],
            "retrieved": [{"paper_id": i, "score": 0.0} for i in dict.fromkeys(sources)],
            "wall": {"first_text": total, "total": total},
        }


def _retriever(search: Search) -> Any:  # noqa: ANN401
    """The search as LlamaIndex's retriever; a node is a paper."""
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class Nearest(BaseRetriever):  # type: ignore[misc]
        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            return [
                NodeWithScore(
                    node=TextNode(
                        text=f"{hit.paper.title}\n{hit.paper.abstract}",
                        metadata={"paper_id": hit.paper.id},
                        # The model sees what a reader would: the title stands in the text.
                        excluded_llm_metadata_keys=["paper_id"],
                    ),
                    score=hit.score,
                )
                for hit in search.search(query_bundle.query_str, _SOURCES)
            ]

    return Nearest()
