"""Route a metadata question to the catalog, and narrow papers to a topic."""

from __future__ import annotations

from dataclasses import replace

from assistant import rendering
from assistant.answers import counting, metadata
from assistant.answers.surveys import MOST_PAPERS, choose
from assistant.answers.topical import papers_on
from assistant.gate.relevance import Reader
from assistant.gate.topicality import TopicJudge
from assistant.protocols import Library
from assistant.types import Paper, Request, Status
from assistant.wording.abbreviations import written_out
from assistant.wording.text import content_stems


class Lookup:
    """Answers questions for facts of the catalog.

    Args:
        library: The catalog.
        reader: Finds papers.
        topics: Says which of them are about a topic.
        cut: The least probability of a paper that counts, where one is set.
    """

    def __init__(
        self, library: Library, reader: Reader, topics: TopicJudge, cut: float | None
    ) -> None:
        self._library = library
        self._reader = reader
        self._topics = topics
        self._cut = cut

    def look_up(self, request: Request) -> tuple[metadata.Finding | None, list[Paper]]:
        """What the catalog says and the papers it says it of; None where no paper is meant."""
        if request.asks == "unknown_author":
            lead = f"No author called {rendering.escape(request.query)} is in this collection."
            return metadata.Finding(Status.NOT_IN_COLLECTION, lead), []
        if request.asks in counting.COUNTED:
            papers, request = self._chosen(request)
            what = metadata.OF_THESE if request.papers else metadata.restriction(request)
            return counting.COUNTED[request.asks](papers, what, request.filters.authors)
        if request.asks in ("papers", "count"):
            return self._papers_of(request)
        if not request.papers:
            return None, []
        if request.asks == "bibtex":
            return metadata.entries(request.papers), list(request.papers)
        return metadata.about_paper(request, request.papers[0]), list(request.papers[:1])

    def _papers_of(self, request: Request) -> tuple[metadata.Finding, list[Paper]]:
        """Papers by authors, venues and years, narrowed to the topic that is left over."""
        if request.asks == "count" and not request.query and not request.filters.authors:
            return metadata.collection_size(self._library, request.filters), []
        judged = bool(request.query) and not request.papers and not request.filters.authors
        papers, request = self._chosen(request)
        return metadata.paper_list(request, papers, MOST_PAPERS if judged else None), papers

    def _chosen(self, request: Request) -> tuple[list[Paper], Request]:
        """The papers meant; the request without words that were no topic.

        They are those of the request where it names some, else those that pass filters and topic.
        """
        if request.papers:
            return list(request.papers), request
        if not request.query:
            return list(self._library.papers(request.filters)), request
        if not request.filters.authors:
            return self._on_topic(request), request
        theirs = list(self._library.papers(request.filters))
        stems = set(content_stems(request.query))
        holding = [p for p in theirs if stems & set(content_stems(f"{p.title} {p.abstract}"))]
        near = {p.id for p in self._on_topic(request)} if holding else set()
        about = [p for p in holding if p.id in near] or holding
        # Words that none of an author's papers holds were no topic.
        return (about, request) if about else (theirs, replace(request, query=""))

    def _on_topic(self, request: Request) -> list[Paper]:
        """The papers within the filters that the rest of the question is about."""
        written = written_out(request.query, request.question, self._library)
        wordings = (request.query, *written)
        judged = papers_on(self._reader, self._topics, wordings, request.filters)
        return [t.hit.paper for t in choose(judged, self._cut)]
