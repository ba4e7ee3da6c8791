"""Route a metadata question to the catalog, and narrow an author's papers to a topic."""

from __future__ import annotations

from dataclasses import replace

from assistant import rendering
from assistant.answers import metadata
from assistant.answers.surveys import by_topic, choose_papers
from assistant.protocols import Library
from assistant.relevance import Reader
from assistant.text import content_stems
from assistant.types import Paper, Request, Status

_READ = 20


class Lookup:
    """Answers questions for facts of the catalog.

    Args:
        library: The catalog.
        reader: Says which of some papers are about a topic.
    """

    def __init__(self, library: Library, reader: Reader) -> None:
        self._library = library
        self._reader = reader

    def look_up(self, request: Request) -> tuple[metadata.Finding | None, list[Paper]]:
        """What the catalog says and the papers it says it of; None where no paper is meant."""
        if request.asks == "top_authors":
            return metadata.top_authors(self._library), []
        if request.asks == "count_authors":
            return metadata.author_count(self._library), []
        if request.asks == "unknown_author":
            lead = f"No author called {rendering.escape(request.query)} is in this collection."
            return metadata.Finding(Status.NOT_IN_COLLECTION, lead), []
        if request.asks in ("papers", "count"):
            return self._papers_of(request)
        if not request.papers:
            return None, []
        return metadata.about_paper(request, request.papers[0]), list(request.papers[:1])

    def _papers_of(self, request: Request) -> tuple[metadata.Finding, list[Paper]]:
        """Papers by authors and years, narrowed to the topic that is left of the question."""
        if request.asks == "count" and not request.query and not request.filters.authors:
            return metadata.collection_size(self._library, request.filters), []
        papers = list(self._library.papers(request.filters))
        if request.query and papers:
            about = self._on_topic(request, papers)
            # Words that none of the papers holds were no topic.
            papers, request = (about, request) if about else (papers, replace(request, query=""))
        return metadata.paper_list(request, papers, len(papers)), papers

    def _on_topic(self, request: Request, papers: list[Paper]) -> list[Paper]:
        """Those of some papers that the rest of the question is about; maybe none."""
        stems = set(content_stems(request.query))
        holding = [p for p in papers if stems & set(content_stems(f"{p.title} {p.abstract}"))]
        hits = self._reader.find(request.query, _READ, request.filters)
        read = by_topic(self._reader.read(request.query, hits, _READ))
        near = {c.hit.paper.id for c in choose_papers(read)}
        return [p for p in holding if p.id in near] or holding
