"""Lists of papers on a topic: as many as are worth listing, each with a telling sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from assistant.answers.quotable import harmless, quotable
from assistant.answers.quotes import quote
from assistant.answers.roles import Role, by_role
from assistant.gate.relevance import Candidate
from assistant.gate.topicality import Topical
from assistant.rendering import links
from assistant.types import Evidence, Paper, Section, Source, Statement
from assistant.wording.cues import OWN_WORK
from assistant.wording.text import content_stems, fold, names

MOST_PAPERS = 40
READ = 12
"""How many papers of a list are read for the sentence that fits the topic best."""
LEAST = 0.08
"""Where no paper is this probable, the topic is foreign here."""
SURE = 0.1
"""Where no paper is this probable, the list says that it is not sure of any."""
RECALL = 2.0
"""How many times as much it counts that a paper is listed as that those listed are right."""
SHOWN = 10
"""How many papers of a list come with a sentence; the others by their titles alone."""
_HEADINGS = ("The title names it", "The abstract names it", "Near it in other words")
_ALSO = "Also on this"
_MAYBE, _MOST_MAYBE = 0.05, 5
_NAMES, _OWN = 0.15, 0.15
_MANY = 1.5
"""Where so many are expected to be missing, their number is told."""
_USUAL = (
    "Some may be missing: of such lists checked by hand one in three lacked no paper, the others "
    "two on average"
)
_FEW, _WORDS, _LEAST_SCORE = 4, 130, 0.06
"""A list of so few papers has room for a second sentence each, within so many words."""


def choose(judged: Sequence[Topical], cut: float | None = None) -> list[Topical]:
    """The papers to list; the best alone where only it is near; none where all are foreign.

    Without a cut, so many that the expected F-measure of the list is greatest (Lewis, SIGIR 1995).
    A broad topic spreads its probability over many papers, so that one cut for all topics lists too
    few of those and too many of a narrow one's neighbours.

    Args:
        judged: Most probable first.
        cut: The least probability of a paper that is listed.
    """
    if not judged or judged[0].probability < min(LEAST if cut is None else cut, LEAST):
        return []
    if cut is None:
        return list(judged[: min(_worth_listing([t.probability for t in judged]), MOST_PAPERS)])
    return [t for t in judged if t.probability >= cut][:MOST_PAPERS] or list(judged[:1])


def _worth_listing(probabilities: Sequence[float]) -> int:
    """How many of the most probable papers give the greatest expected F-measure."""
    on_topic = RECALL**2 * sum(probabilities)
    right = list(accumulate(probabilities))
    return max(range(1, len(right) + 1), key=lambda listed: right[listed - 1] / (listed + on_topic))


def survey(
    chosen: Sequence[Topical], read: Mapping[str, Candidate], about: str = ""
) -> tuple[Section, ...]:
    """One section a paper; longer lists are grouped by what speaks for each paper.

    What comes after the first ten is told by title alone, in one section.

    Args:
        chosen: What ``choose`` gave.
        read: The papers that were read, by id; the others show what they propose.
        about: The topic.
    """
    shown = [(t, _reasons(t, read.get(t.hit.paper.id))) for t in chosen[:SHOWN]]
    if len(shown) <= _FEW:
        _add_answers(
            [(read[t.hit.paper.id], group) for t, group in shown if t.hit.paper.id in read]
        )
    sections = [
        Section(t.hit.paper.label, tuple(map(quote, group)), t.hit.paper)
        for t, group in shown
        if group
    ]
    listed = grouped(sections, about) if len(sections) > _FEW else tuple(sections)
    return (*listed, *_titles([t.hit.paper for t in chosen[SHOWN:]]))


def _titles(papers: Sequence[Paper]) -> tuple[Section, ...]:
    """Papers by their titles, read off the catalog."""
    told = (
        Statement(links(p), Source.CATALOG, papers=(p,), reason="read off the catalog")
        for p in papers
    )
    return (Section(_ALSO, tuple(told)),) if papers else ()


def grouped(sections: Sequence[Section], about: str) -> tuple[Section, ...]:
    """The papers under what speaks for them: title, abstract, or meaning alone; each in order.

    A heading is a section without statements; there is none where all papers are of one group.
    """
    topic = set(content_stems(about))
    groups: dict[str, list[Section]] = {heading: [] for heading in _HEADINGS}
    for section in sections:
        assert section.paper is not None
        title = set(content_stems(section.paper.title))
        whole = title | set(content_stems(section.paper.abstract))
        place = 0 if topic <= title else 1 if topic <= whole else 2
        groups[_HEADINGS[place]].append(section)
    told = {heading: group for heading, group in groups.items() if group}
    if len(told) < 2:
        return tuple(sections)
    return tuple(s for heading, group in told.items() for s in (Section(heading, ()), *group))


def lead(count: int, sure: bool) -> str:
    """What the list is."""
    if not sure:
        return "No paper here is surely about that; the nearest may be:"
    if count == 1:
        return "One paper here deals with that, as far as I can tell:"
    return f"{count} papers deal with that, as far as I can tell:"


def closing(judged: Sequence[Topical], chosen: Sequence[Topical]) -> str:
    """How sure it is that none is missing, with the papers just below the cut.

    The sum of the probabilities of what is left out tells no more than that: of 46 development
    lists, judged by abstract, 16 lack none, wherever it is between .1 and 1.5, and the others two.
    """
    left = judged[len(chosen) :]
    missing = sum(t.probability for t in left)
    maybe = [t for t in left if t.probability >= _MAYBE][:_MOST_MAYBE]
    text = _USUAL if missing < _MANY else f"By my estimate about {round(missing)} may be missing"
    rows = "\n".join(f"- {links(t.hit.paper)}" for t in maybe)
    return f"{text}. Less sure:\n{rows}" if rows else f"{text}."


def _reasons(topical: Topical, candidate: Candidate | None) -> list[Evidence]:
    """The sentence to list a paper by; none where it has no text."""
    if candidate is not None and harmless(candidate.evidence):
        return [_telling(candidate)]
    parts = by_role(quotable(topical.hit.paper))
    shown = parts.get(Role.APPROACH) or next(iter(parts.values()), None)
    return [Evidence(shown, topical.probability)] if shown else []


def _add_answers(shown: Sequence[tuple[Candidate, list[Evidence]]]) -> None:
    """Beside what each of a few papers brings, the sentence that answers best, while words last."""
    left = _WORDS - sum(_length(e) for _, group in shown for e in group)
    for candidate, group in shown:
        others = [e for e in harmless(candidate.best) if e not in group and e.score >= _LEAST_SCORE]
        if others and _length(others[0]) <= left:
            left -= _length(others[0])
            group.append(others[0])
            group.sort(key=lambda e: e.sentence.position)


def _length(evidence: Evidence) -> int:
    return len(evidence.sentence.text.split())


def _telling(candidate: Candidate) -> Evidence:
    """The sentence that answers, and best names what the paper brings."""

    def worth(e: Evidence) -> float:
        own = bool(OWN_WORK.search(fold(e.sentence.text)))
        return e.score + _NAMES * bool(names(e.sentence.text)) + _OWN * own

    return max(harmless(candidate.evidence), key=lambda e: (worth(e), -e.sentence.position))
