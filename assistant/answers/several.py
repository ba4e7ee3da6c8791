"""Which papers answer together: a question in parts, or one that asks several papers at once.

Each part of a question is asked of the papers found, since "hard negatives and consistent contrast"
may mean one paper each.  Where the words ask for several papers, those that hold the names asked
for answer; or those that are about the topic, as a list judges it, and that answer.  To tell that,
the best paper is set aside and the others are judged anew: the gate's weights are fitted on
questions whose paper was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.gate.relevance import Candidate, Reader
from assistant.gate.topicality import LOOKED_AT, TopicJudge
from assistant.types import Request, Retrieved
from assistant.understanding.several import compares, how_many, parts
from assistant.understanding.topics import topic
from assistant.wording.text import fold, names, plain, words

MOST = 5
"""So many papers answer one question at most."""
PART = 0.2
"""The least probability of the paper that answers a part."""
_NEAR = 4
"""The paper of a part is among so many that answer the whole question best.  So and with ``PART``,
3 of 98 development questions on one paper are split, and 9 of 30 on several."""
ALSO, SURELY = 0.15, 0.3
"""The least sum of both probabilities, to answer and to be on the topic, of a paper among several;
and of one so surely meant that no gate need judge.  Of 27 development questions to several papers,
the papers meant have .02 to 1.5 and nine in ten of them .15; the others, but for a dozen, less."""
BEYOND = 0.5
"""The least sum of a paper beyond as many as the question speaks of."""
_ACRONYM = 5
_CAPITALISED = re.compile(r"(?:\b[A-Z][\w-]*\s+)*[\w-]+$")


@dataclass(frozen=True, slots=True)
class Together:
    """Papers that answer together, best first.

    Attributes:
        sure: Whether the question names them, so that no gate need judge.
        others: Papers that were judged too, best first.
    """

    papers: tuple[Candidate, ...] = ()
    sure: bool = False
    others: tuple[Candidate, ...] = ()


def answering(
    reader: Reader,
    topics: TopicJudge,
    request: Request,
    hits: Sequence[Retrieved],
    read: Sequence[Candidate],
) -> Together:
    """The papers that answer together; none where one paper is asked.

    Args:
        reader: Finds and reads papers.
        topics: Says which papers are about what is asked.
        request: The question.
        hits: The papers found.
        read: Those of them that were read, most probable first.
    """
    wanted = how_many(request.query) or 0
    named = {paper.id for paper in request.papers}
    chosen = [c for c in read if c.hit.paper.id in named]
    if request.several and len(chosen) > 1:
        return Together(tuple(chosen), compares(request.query))
    if not named or request.several:
        near = {c.hit.paper.id: c for c in read[:_NEAR]}
        of_parts = _of_parts(reader, request, hits)
        _add(chosen, (_both(near[i], c) for c in of_parts if (i := c.hit.paper.id) in near))
    if not request.several:
        return Together(tuple(chosen)) if len(chosen) > 1 else Together()
    both = _by_both(reader, topics, request, hits)
    best = max((score for score, _ in both), default=0.0)
    holders = _holding(request.query, [c.hit for _, c in both])
    least = BEYOND if wanted else ALSO
    meant = [
        candidate
        for place, (score, candidate) in enumerate(both)
        if (candidate.hit.paper.id in holders if len(holders) > 1 else score >= least)
        or place < wanted - len(holders)
    ]
    _add(chosen, meant)
    sure = best >= SURELY or len(holders) > 1
    if len(chosen) < 2 and not (chosen and sure):
        return Together()
    return Together(tuple(chosen), sure, tuple(candidate for _, candidate in both))


def _add(chosen: list[Candidate], more: Iterable[Candidate], most: int = MOST) -> None:
    for candidate in more:
        known = {c.hit.paper.id for c in chosen}
        if candidate.hit.paper.id not in known and len(chosen) < most:
            chosen.append(candidate)


def _both(whole: Candidate, part: Candidate) -> Candidate:
    """A paper with its evidence for the whole question and for a part, each counted half."""
    evidence = tuple(
        replace(mine, score=(mine.score + other.score) / 2)
        for mine, other in zip(whole.evidence, part.evidence, strict=True)
    )
    return replace(part, evidence=evidence)


def _holding(query: str, hits: Sequence[Retrieved]) -> set[str]:
    """Ids of the papers that hold every name in a question, where these are few."""
    asked = [words(phrase) for phrase in named_phrases(query)]
    texts = [(hit, words(f"{hit.paper.title} {hit.paper.abstract}")) for hit in hits if asked]
    holding = {h.paper.id for h, text in texts if all(_stands(name, text) for name in asked)}
    return holding if len(holding) <= MOST else set()


def named_phrases(query: str) -> list[str]:
    """The names in a question with the capitalised words before them: ``Tiny ImageNet``.

    Short acronyms such as RL are left out: what they stand for is often written out.
    """
    text, found = plain(query), list[str]()
    for name in names(query):
        if name.rstrip("s").isupper() and len(name) <= _ACRONYM:
            continue
        before = text[: text.find(name) + len(name)]
        match = _CAPITALISED.search(before)
        phrase = match.group() if match else name
        # The first word of a question is capitalised whatever it is.
        first = fold(text[: len(phrase)]) == fold(phrase) and phrase != name
        found.append(name if first else phrase)
    return found


def _stands(phrase: Sequence[str], text: Sequence[str]) -> bool:
    size = len(phrase)
    return any(list(text[i : i + size]) == list(phrase) for i in range(len(text) - size + 1))


def _by_both(
    reader: Reader, topics: TopicJudge, request: Request, hits: Sequence[Retrieved]
) -> list[tuple[float, Candidate]]:
    """The papers that answer or are about what is asked, with the sum of both probabilities."""
    about = topic(request.query) or request.query
    judged = topics.judged(about, reader.find(about, LOOKED_AT, request.filters))
    on_topic = {t.hit.paper.id: t.probability for t in judged}
    answer = {c.hit.paper.id: c for c in _one_by_one(reader, request.query, hits)}
    holding = _holding(request.query, hits)
    others = {t.hit.paper.id: t.hit for t in judged[: 2 * MOST]}
    others |= {hit.paper.id: hit for hit in hits if hit.paper.id in holding}
    left = [hit for paper_id, hit in others.items() if paper_id not in answer]
    # What was never the most probable paper does not answer, however it stands among the last.
    beside = [replace(c, probability=0.0) for c in reader.read(request.query, left, len(left))]
    read = [*answer.values(), *beside]
    scored = [(c.probability + on_topic.get(c.hit.paper.id, 0.0), c) for c in read]
    return sorted(scored, key=lambda each: (-each[0], each[1].hit.paper.id))


def _of_parts(reader: Reader, request: Request, hits: Sequence[Retrieved]) -> Iterator[Candidate]:
    """The paper found that answers each part of the question, where one surely does."""
    found = replace(request.filters, paper_ids=tuple(sorted(hit.paper.id for hit in hits)))
    for part in parts(request.query) if hits else ():
        read = reader.read(part, reader.find(part, len(hits), found))
        if read and read[0].probability >= PART:
            yield read[0]


def _one_by_one(reader: Reader, query: str, hits: Sequence[Retrieved]) -> Iterator[Candidate]:
    """The most probable paper, then the most probable of the others, and so on."""
    left = list(hits)
    for _ in range(MOST):
        if not (read := reader.read(query, left)):
            return
        yield read[0]
        left = [hit for hit in left if hit.paper.id != read[0].hit.paper.id]
