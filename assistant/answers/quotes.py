"""The quote writer: the sentences that answer, verbatim, the best one first, in a few words.

A quote that leans on the sentence before it ("This …") never comes without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.answers.emphasis import answering
from assistant.answers.leaning import leans, points_back
from assistant.answers.opening import opening, tells_belief
from assistant.answers.quotable import harmless
from assistant.answers.roles import Role, by_role
from assistant.gate.relevance import Candidate
from assistant.types import Evidence, Section, Source, Statement, Verdict

MOST_PER_PAPER = 5
MORE_WORDS = 250
"""How many further words "more" gives at most."""
_SECOND_PAPER = 0.45
"""A further paper is quoted when its probability is at least this share of the best one's."""
_LEAST_SCORE = 0.06
"""A sentence below this probability is quoted only among the first of the best paper."""
_FIRST = 3
_COMPANION = 8
"""A quote with the sentence that it leans on may go this many words over the budget."""

_TELLING = 0.4
"""Answering words are marked in quotes that score at least this share of the paper's best."""

_BELIEVED = 0.5
"""What a sentence is worth that tells a common belief: the abstract's own word comes first."""

Chosen = Sequence[Sequence[Evidence]]


def choose(
    candidates: Sequence[Candidate], words: int, question: str = "", papers: int = 3
) -> list[list[Evidence]]:
    """The evidence to quote: one list a paper, best paper first, as a reader should meet it.

    In each the best quote comes first, with what it leans on; the others in reading order.

    Args:
        candidates: Papers read, most probable first.
        words: Budget of quoted words; the first quote of the first paper is always given.
        question: A quote that gives the number or the data that it asks for opens the answer.
        papers: At most how many papers are quoted.
    """
    if not candidates:
        return []
    floor = _SECOND_PAPER * candidates[0].probability
    chosen = [c for c in candidates[:papers] if c.probability >= floor and harmless(c.evidence)]
    weighed = sorted(
        (
            (c.probability * _worth(evidence) / (1 + rank * 0.15), i, evidence)
            for i, c in enumerate(chosen)
            for rank, evidence in enumerate(harmless(c.best)[:MOST_PER_PAPER])
            if rank < (1 if i else _FIRST) or evidence.score >= _LEAST_SCORE
        ),
        key=lambda item: (-item[0], item[1], item[2].sentence.position),
    )
    taken: list[list[Evidence]] = [[] for _ in chosen]
    left = words
    for _, i, evidence in weighed:
        new = [e for e in _standing(chosen[i], evidence) if e not in taken[i]]
        if not any(taken) and _length(*new) > words:
            new = [evidence]
        spare = _COMPANION if len(new) > 1 else 0
        if _length(*new) <= left + spare or not any(taken):
            taken[i] += new
            left -= _length(*new)
    return [led_by(group, opening(question, group)) for group in taken if group]


def one_each(candidates: Sequence[Candidate], words: int) -> list[list[Evidence]]:
    """The evidence to quote where each paper answers: its best quote, what it brings, and more.

    Args:
        candidates: The papers, as a reader should meet them.
        words: Budget of quoted words; every paper's best quote is given beyond it.
    """
    papers = [c for c in candidates if harmless(c.evidence)]
    taken = [_standing(c, harmless(c.best)[0]) for c in papers]
    left = words - _length(*(e for group in taken for e in group))
    for paper, group in _further(papers):
        new = [e for e in group if e not in taken[paper]]
        if _length(*new) <= left:
            taken[paper] += new
            left -= _length(*new)
    return [led_by(group, _best(group)) for group in taken if group]


def _further(papers: Sequence[Candidate]) -> Iterator[tuple[int, list[Evidence]]]:
    """What else the papers may be quoted with, each with its paper's place.

    What a paper brings comes first, since who asks several papers asks how they differ; then what
    answers best.
    """
    for place, paper in enumerate(papers):
        approach = by_role([e.sentence for e in harmless(paper.evidence)]).get(Role.APPROACH)
        yield place, [e for e in paper.evidence if e.sentence == approach]
    others = sorted(
        (
            (-evidence.score, place, evidence.sentence.position, evidence)
            for place, paper in enumerate(papers)
            for evidence in harmless(paper.best)[1:MOST_PER_PAPER]
            if evidence.score >= _LEAST_SCORE
        ),
        key=lambda item: item[:3],
    )
    for _, place, _, evidence in others:
        yield place, _standing(papers[place], evidence)


def within(chosen: Chosen, words: int) -> list[list[Evidence]]:
    """The quotes without the least likely ones, so that they keep to fewer words.

    The best quote of the first paper stays, and so does what a quote that stays leans on.
    """
    kept = [list(group) for group in chosen]
    while _length(*(e for group in kept for e in group)) > words:
        loose = [
            (evidence.score, -i, evidence)
            for i, group in enumerate(kept)
            for evidence in group
            if not _is_leant_on(evidence, group) and evidence is not _best(kept[0])
        ]
        if not loose:
            break
        _, i, worst = min(loose, key=lambda item: item[:2])
        kept[-i].remove(worst)
    return [group for group in kept if group]


def without(chosen: Chosen, kept: Chosen) -> list[list[Evidence]]:
    """The evidence chosen that was not kept, a list a paper, in reading order."""
    stays = {e.sentence for group in kept for e in group}
    left = [[e for e in group if e.sentence not in stays] for group in chosen]
    return [reading_order(group) for group in left if group]


def rest(candidates: Sequence[Candidate], chosen: Chosen) -> list[list[Evidence]]:
    """What "more" gives: the next sentences of the papers quoted, best first until the budget."""
    quoted = {e.sentence for group in chosen for e in group}
    papers = [group[0].paper.id for group in chosen]
    read = {c.hit.paper.id: c for c in candidates}
    left, further = MORE_WORDS, []
    for paper_id in papers:
        new = [e for e in harmless(read[paper_id].best) if e.sentence not in quoted]
        group = list[Evidence]()
        for evidence in new:
            if _length(evidence) <= left:
                group.append(evidence)
                left -= _length(evidence)
        if group:
            further.append(reading_order(group))
    return further


def lead(chosen: Chosen) -> str:
    """What to expect where several papers are quoted; nothing where one is."""
    if len(chosen) < 2:
        return ""
    count = {2: "Two", 3: "Three"}.get(len(chosen), str(len(chosen)))
    return f"{count} papers speak to this, the most direct one first."


def sections(chosen: Chosen, question: str = "") -> tuple[Section, ...]:
    """One section a paper, one statement a quote.

    Args:
        chosen: What ``choose`` gave.
        question: Whose answering words are emphasised.
    """
    return tuple(
        Section(
            group[0].paper.title,
            tuple(quote(e, question if e.score >= _telling(group) else "") for e in group),
            group[0].paper,
        )
        for group in chosen
    )


def _worth(evidence: Evidence) -> float:
    return evidence.score * (_BELIEVED if tells_belief(evidence.sentence.text) else 1)


def _telling(group: Sequence[Evidence]) -> float:
    """The score from which on a quote's words are likely to be the answer."""
    return _TELLING * max(e.score for e in group)


def quote(evidence: Evidence, question: str = "") -> Statement:
    """A sentence of a paper as a statement that rests on itself."""
    sentence = evidence.sentence
    return Statement(
        sentence.text,
        Source.QUOTE,
        papers=(sentence.paper,),
        quotes=(sentence,),
        verdict=Verdict.SUPPORTED,
        reason="quoted word for word",
        emphasis=answering(question, sentence.text, sentence.paper.title) if question else (),
    )


def reading_order(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence of one paper as it stands in the abstract."""
    return sorted(evidence, key=lambda e: e.sentence.position)


def led_by(group: Sequence[Evidence], first: Evidence) -> list[Evidence]:
    """One quote with its neighbours that lean on each other, then the others as they stand."""
    order = reading_order(group)
    place = order.index(first)
    start, end = place, place + 1
    while start and _leans_on(order[start], order[start - 1]):
        start -= 1
    while end < len(order) and _leans_on(order[end], order[end - 1]):
        end += 1
    return [*order[start:end], *order[:start], *order[end:]]


def _standing(candidate: Candidate, evidence: Evidence) -> list[Evidence]:
    """A quote, after the sentence before it where it points back to that one."""
    if points_back(evidence.sentence.text):
        at = evidence.sentence.position - 1
        return [*(e for e in harmless(candidate.evidence) if e.sentence.position == at), evidence]
    return [evidence]


def _leans_on(evidence: Evidence, before: Evidence) -> bool:
    nearby = evidence.sentence.position == before.sentence.position + 1
    return nearby and leans(evidence.sentence.text)


def _is_leant_on(evidence: Evidence, group: Sequence[Evidence]) -> bool:
    return any(_leans_on(other, evidence) for other in group)


def _best(group: Sequence[Evidence]) -> Evidence:
    return max(group, key=lambda e: (e.score, -e.sentence.position))


def _length(*evidence: Evidence) -> int:
    return sum(len(e.sentence.text.split()) for e in evidence)
