"""Answer a question for papers on a topic: find, cut, read, and say what may be missing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import surveys
from assistant.answers.abstain import nothing_here
from assistant.answers.agreement import about_topic, agreement, asks_agreement, sides
from assistant.answers.topical import papers_on
from assistant.gate.relevance import Candidate, Reader
from assistant.gate.topicality import Topical, TopicJudge
from assistant.protocols import Library
from assistant.types import Answer, Request, Status
from assistant.understanding.strangers import asks_a_stranger
from assistant.understanding.topics import topic
from assistant.watching.clock import Clock
from assistant.wording.abbreviations import written_out


class Lists:
    """Lists papers on a topic, or sorts them by whether they agree.

    Args:
        library: Says which words the collection holds.
        reader: Finds papers and reads their sentences.
        topics: Says which of them are about the topic.
        cut: The least probability of a paper that is listed, where one is set.
    """

    def __init__(
        self, library: Library, reader: Reader, topics: TopicJudge, cut: float | None
    ) -> None:
        self._library = library
        self._reader = reader
        self._topics = topics
        self._cut = cut

    def answer(self, request: Request, clock: Clock) -> Answer:
        """The list, or that nothing here is about it."""
        request = about_topic(request)
        about = topic(request.query) or request.query
        clock.begins("search")
        written = written_out(about, request.question, self._library)
        judged, chosen, read = self._found(about, written, request)
        clock.retrieval_has_ended()
        if asks_agreement(request.question):
            lead, sections = agreement(request.query, list(read.values()))
            if not sections:
                # A paper that finds otherwise, or says it in other words, is about the same thing.
                subject = sides(request.query)[0]
                judged, chosen, read = self._found(subject, (), request)
                lead, sections = agreement(request.query, list(read.values()), by_subject=True)
            closing = ""
        else:
            sure = surveys.SURE if self._cut is None else self._cut
            lead = surveys.lead(len(chosen), bool(chosen) and chosen[0].probability >= sure)
            sections = surveys.survey(chosen, read, _whole(about, written))
            closing = surveys.closing(judged, chosen)
        hits = tuple(t.hit for t in judged)
        found: dict[str, object] = {
            "probability": round(judged[0].probability, 4) if judged else 0.0
        }
        if written:
            found["written_out"] = written
        if not sections:
            return nothing_here(request, [t.hit.paper for t in judged], hits, found)
        return Answer(
            request,
            Status.ANSWERED,
            lead=lead,
            sections=sections,
            closing=closing,
            retrieved=hits,
            details=found,
        )

    def _found(
        self, about: str, written: Sequence[str], request: Request
    ) -> tuple[list[Topical], list[Topical], dict[str, Candidate]]:
        """The papers judged, those chosen, and those of them that were read, by id, best first."""
        judged = papers_on(self._reader, self._topics, (about, *written), request.filters)
        nobody = asks_a_stranger(request.question, about, self._library)
        chosen = [] if nobody else surveys.choose(judged, self._cut)
        wanted = [t.hit for t in chosen][: surveys.READ]
        read = {
            c.hit.paper.id: c
            for c in self._reader.read(_whole(about, written), wanted, surveys.READ)
        }
        return judged, chosen, {h.paper.id: read[h.paper.id] for h in wanted if h.paper.id in read}


def _whole(about: str, written: Sequence[str]) -> str:
    """What sentences are chosen by: the words that the papers write, where they are known."""
    return written[0] if written else about
