"""Do papers agree?  What each found on one question, sorted by the direction that it points in.

A direction is read off one sentence: the raising, lowering and negating words around the words that
it shares with the question; to lower an error is to help.  Where the question makes a claim ("that
large batches hurt"), papers are sorted by whether they say so or the opposite.  The sentence is
quoted, so that a reader can judge the reading.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.answers.quotable import harmless
from assistant.answers.quotes import quote
from assistant.answers.roles import Role, has_cue
from assistant.gate.relevance import Candidate
from assistant.types import Evidence, Request, Section
from assistant.verification.clash import near
from assistant.verification.polarity import direction
from assistant.verification.reading import Reading, coverage, read
from assistant.verification.scope import clauses
from assistant.wording.text import fold, stem

_ASKED = re.compile(
    r"\b(?:do|does|did|are|is)\b.{0,80}\b(?:agree|disagree|contradict|conflict|consistent|at odds"
    r"|in line with each other|same (?:conclusion|result|finding)s?)\b"
    r"|\b(?:is|are) there (?:\w+ ){0,3}(?:agreement|disagreement|consensus|contradictions?)\b"
    r"|\b(?:agreement|disagreement|consensus|contradictions?) (?:on|about|whether|that|among"
    r"|between|in the (?:literature|collection|papers))\b|\bconflicting (?:results|findings)\b"
)
_FRAME = re.compile(
    r"^.*?\b(?:agree|disagree|contradict each other|conflict|consensus|consistent)\b"
    r"(?: (?:on|about|that|whether|over|as to|in|regarding))?\s*(?:whether|if|that)?\s*"
)
BOTH = 2
"""The stance of a sentence that reports one direction for one case and the other for another."""
_GROUPS = {
    1: "Say that it helps, raises or holds",
    -1: "Say that it hurts, lowers or fails",
    BOTH: "Report both, each for a case of its own",
    0: "Give no direction",
}
_CLAIMED = {
    1: "Say so",
    -1: "Say the opposite",
    BOTH: "Say both, each for a case of its own",
    0: "Give no direction",
}
_ADJECTIVES = frozenset(
    map(stem, (
        "high higher low lower less more fewer large larger small smaller great greater deep "
        "deeper long longer wide wider strong stronger weak weaker dense sparse short shorter "
        "shallow narrow early late many few big bigger lowest highest simple"
    ).split())
)  # fmt: skip
"""Weaker signs than a verb: "large batches hurt" points down."""
_AMOUNT = _ADJECTIVES | frozenset(
    map(stem, (
        "increase increasing decrease decreasing reduce reduction raise raising rise rising cut "
        "drop grow growth shrink fall minimize maximize mitigate alleviate limit amplify"
    ).split())
)  # fmt: skip
"""Words that are good or bad by what there is more or less of."""
_AIMS = re.compile(r"\bstudy\b|\bstudies\b|\binvestigat|\bexplor|\bto understand\b|\bwhether\b")
"""What tells what was looked for, not what was found."""
_WITHOUT = re.compile(r"(?:without|in the absence of|when removing) ([^,]*),")
"""Opens a sentence that tells what happens where something is not done."""
_AND = re.compile(r"\band\b")
_STATES = re.compile(
    r"\b(?:can|cannot|could|is|are|does|do|has|have|needs?|requires?|works?|matters?|learns?"
    r"|generali[sz]es?|transfers?|scales?|leads?)\b"
)
_WORD = re.compile(r"[\w-]+")
_CLAIMS = re.compile(r"is|are|being|can|cannot|explains?|matters?|generali[sz]es?|transfers?")
"""Verbs without a direction that a topic claims something by."""
_NOUN = re.compile(r"(?:tion|ment|ance|ity|ing|er|or)s?$")
_LOOKED_FOR = re.compile(
    r"\b(?:stud(?:y|ies)|investigat\w+|explor\w+|examin\w+|quantify|ask|analy[sz]e)"
    r" (?:\w+ ){0,2}(?:how|whether|if)\b"
)
"""Says that something was looked into, and not what came of it."""
_BAD = frozenset(
    map(stem, (
        "error loss cost overhead memory overfitting overfit forgetting bias variance complexity "
        "latency risk regret failure noise gap drift degradation instability time runtime "
        "computation parameter collapse attack vulnerability harm damage mistake"
    ).split())
)  # fmt: skip
"""What it is good to have less of."""
_WELL = frozenset(map(stem, "generalization accuracy performance quality error".split()))
"""What one paper calls "generalization" and the next "test accuracy"."""
_BETTER = frozenset(map(stem, "better worse best more less well".split()))
_OBJECT, _OPENING = 4, 2
_SAME = frozenset(map(stem, "it them this that both".split()))
_RESULT, _DIRECTED, _LONG, _AIM = 0.15, 0.15, 0.2, 0.3
_LEAST_SHARED = 0.6
"""A paper that holds less of the topic's words speaks of something else."""


def asks_agreement(question: str) -> bool:
    """Whether a question asks if papers agree."""
    return bool(_ASKED.search(fold(question)))


def topic_of(question: str) -> str:
    """What they may agree on: the question without the words that ask for agreement."""
    return _FRAME.sub("", fold(question)).strip(" ?.") or question


def about_topic(request: Request) -> Request:
    """The request as it is searched with: where it asks for agreement, its topic alone."""
    if not asks_agreement(request.question):
        return request
    return replace(request, query=topic_of(request.query))


def agreement(
    topic: str, chosen: Sequence[Candidate], by_subject: bool = False
) -> tuple[str, tuple[Section, ...]]:
    """The lead, and one section a direction, each with a quote a paper.

    Args:
        topic: What ``topic_of`` gave.
        chosen: The papers on it, best first.
        by_subject: Whether they need not hold the words of what the topic claims.
    """
    about, claim = read(topic), claimed(topic)
    subject, told = map(read, sides(topic))
    groups: dict[int, list[Evidence]] = {side: [] for side in _GROUPS}
    for candidate in chosen:
        needed = subject if by_subject else about
        if harmless(candidate.evidence) and speaks_to(needed, subject, candidate):
            evidence = _finding(about, candidate)
            text = evidence.sentence.text
            side = stance(about, text) if _tells(text, subject, told) else 0
            groups[side if side == BOTH else side * (claim or 1)].append(evidence)
    titles = _CLAIMED if claim else _GROUPS
    sections = tuple(
        Section(titles[side], tuple(map(quote, group))) for side, group in groups.items() if group
    )
    return _lead(groups, bool(claim)), sections


def sides(topic: str) -> tuple[str, str]:
    """What a topic makes a claim of, and what it claims: about its first verb with a direction.

    "Nets", "calibration" of "nets hurt calibration"; the whole and nothing without such a verb.
    """
    for word in _WORD.finditer(topic):
        before, root = topic[: word.start()].strip(), stem(word.group().lower())
        turns = direction(root) and root not in _ADJECTIVES and not _NOUN.search(word.group())
        claims = _CLAIMS.fullmatch(word.group())
        if (turns or claims) and read(before).content:
            return before, topic[word.start() if claims else word.end() :].strip()
    return topic, ""


def _tells(sentence: str, subject: Reading, told: Reading) -> bool:
    """Whether a sentence tells a finding on both sides of a topic, however good is called there."""
    if _LOOKED_FOR.search(fold(sentence)):
        return False
    held = read(sentence).content.keys()
    named = told.content.keys() - _BETTER
    named |= _WELL if named & _WELL else frozenset()
    return not named or bool(named & held and subject.content.keys() & held)


def stance(topic: Reading, sentence: str) -> int:
    """1 where a sentence points up on the topic, -1 where down, ``BOTH``, or 0 where neither.

    What it says of other people's methods does not count.  Within a clause directions multiply:
    to raise what lowers accuracy is to lower it.
    """
    own = (clause.text for clause in clauses(sentence) if not clause.of_others)
    parts = [read(part) for text in own for part in _AND.split(text)]
    signs = set(_signs(topic, parts)) - {0}
    if len(signs) > 1:
        return BOTH
    if not signs:
        return 0
    lacking = _WITHOUT.match(fold(sentence))
    turned = lacking is not None and bool(near(topic, read(lacking[1])))
    return -signs.pop() if turned else signs.pop()


def _signs(topic: Reading, parts: Sequence[Reading]) -> Iterator[int]:
    """The direction of each part on the topic.

    A part that opens with its verb has its subject in the one before it: "helps small nets and
    hurts large ones".  It speaks of the topic unless that one told what of the topic is changed
    ("raises accuracy") and this one tells of something else ("and lowers latency").
    """
    on_topic = changes_topic = False
    for part in parts:
        places = _places(topic, part)
        verb = _opening_verb(part)
        if places or verb is None:
            on_topic = bool(places)
            changes_topic = _changes(topic, part)
        elif on_topic and not (changes_topic and _names_another(topic, part, verb)):
            places = set(range(verb + _OBJECT + 1))
        yield _direction(part, places)


def _opening_verb(part: Reading) -> int | None:
    """The place of a word with a direction among the first of a part; None where there is none."""
    found = [p for s, p in part.directed.items() if p <= _OPENING and s not in _ADJECTIVES]
    return min(found, default=None)


def _changes(topic: Reading, part: Reading) -> bool:
    """Whether a part tells, after its verb, what of the topic is changed."""
    verbs = [p for s, p in part.directed.items() if s not in _ADJECTIVES]
    return any(p > min(verbs) for s, p in part.content.items() if s in topic.content and verbs)


def _names_another(topic: Reading, part: Reading, verb: int) -> bool:
    """Whether what a verb changes is named, and is none of the topic's."""
    changed = [s for s, p in part.content.items() if verb < p <= verb + _OBJECT]
    if _SAME & set(part.stems[verb + 1 : verb + 2]):
        return False
    return bool(changed) and not any(s in topic.content for s in changed)


def _places(topic: Reading, part: Reading) -> set[int]:
    """Where a part speaks of the topic; an adjective that the topic has too tells nothing."""
    named = {p for p, s in enumerate(part.stems) if s in topic.directed and s in _ADJECTIVES}
    return near(topic, part) - named


def claimed(topic: str) -> int:
    """The direction of what a topic claims: 1, -1, or 0 where it claims nothing."""
    about = read(topic)
    said = _direction(about, [p for p, s in enumerate(about.stems) if s not in _ADJECTIVES])
    return said or int(bool(_STATES.search(fold(topic))))


def _direction(reading: Reading, places: Iterable[int]) -> int:
    """The product of the directions at these places, verbs before mere amounts; 0 without any."""
    inside = set(places)
    found = [(p, s) for p, s in enumerate(reading.stems) if p in inside and s in reading.directed]
    telling = [(p, s) for p, s in found if s not in _ADJECTIVES or _amounts_to_bad(reading, p)]
    values = [_value(reading, place, direction(s)) for place, s in telling or found]
    turns = sum(place in inside for place in reading.negators)
    return math.prod(values) * (-1) ** turns if values else 0


def _value(reading: Reading, place: int, sign: int) -> int:
    """The direction of a word for good or bad: less of an error is better."""
    return -sign if _amounts_to_bad(reading, place) else sign


def _amounts_to_bad(reading: Reading, place: int) -> bool:
    """Whether a word says that there is more or less of something bad."""
    after = reading.stems[place + 1 : place + 1 + _OBJECT]
    return reading.stems[place] in _AMOUNT and not _BAD.isdisjoint(after)


def speaks_to(topic: Reading, subject: Reading, candidate: Candidate) -> bool:
    """Whether title and abstract hold enough of the words of a topic, and of its subject's."""
    paper = candidate.hit.paper
    text = [read(f"{paper.title} {paper.abstract}")]
    return min(coverage(topic, text), coverage(subject, text)) >= _LEAST_SHARED


def _finding(topic: Reading, candidate: Candidate) -> Evidence:
    """The sentence that says what the paper found on the topic."""

    def worth(e: Evidence) -> float:
        text = e.sentence.text
        found = _RESULT * has_cue(Role.RESULTS, text)
        found += _DIRECTED * bool(stance(topic, text)) - _AIM * bool(_AIMS.search(fold(text)))
        return e.score + found + coverage(topic, [read(text)]) - _LONG * (len(text.split()) > 45)

    return max(harmless(candidate.evidence), key=lambda e: (worth(e), -e.sentence.position))


def _lead(groups: dict[int, list[Evidence]], claimed: bool) -> str:
    up, down, both, open_ = (len(groups[side]) for side in (1, -1, BOTH, 0))
    total = up + down + both + open_
    noun = "paper speaks" if total == 1 else "papers speak"
    if up and down:
        counts = f"{up} say so, {down} the opposite" if claimed else f"{up} up, {down} down"
        said = f"They do not point one way: {counts}"
    elif up + down > 1:
        said = "Those that give a direction point the same way"
        said += ": they say the opposite" if claimed and down else ""
    elif both:
        said = "It depends on the case"
    else:
        said = "Too few give a direction to say whether they agree"
    tail = f"; {both} report{'s' if both == 1 else ''} both" if both else ""
    tail += f"; {open_} without a direction" if open_ and (up or down or both) else ""
    return (
        f"{total} {noun} to this. {said}{tail}. Each direction is read off the sentence quoted: "
        "judge it yourself."
    )
