"""The prose writer: a model writes from the evidence; only what the check bears out stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from assistant.answers.leaning import leans
from assistant.answers.prompting import Composer, RepairComposer
from assistant.models.answering import Progress, TextModel
from assistant.types import Evidence, Prose, Request, Source, Statement, Verdict
from assistant.verification.closeness import strays
from assistant.verification.verifier import Opinion, check, fitted_opinion
from assistant.wording.text import content_stems
from vectorstore.sentences import sentence_spans

DOES_NOT_SAY = "The abstract does not say."
LEAST_SHARE = 0.5
"""Prose is given up when less than this share of its sentences passes the check."""
_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_MOST_SENTENCES = 4
_MOST_REPAIRS = 2
_TRIAL = 8
"""After so many answers a model of which too little passes is not asked again."""
_LEANS = "it leans on the sentence before it, which was refused"
_CUTS = {"loop": "It repeated itself and was cut.", "length": "It was cut at its full length."}


class ProseWriter:
    """Writes one or two sentences from evidence and keeps those that the evidence supports.

    Args:
        model: The language model.
        name: What the model is called in reports.
        repairs: Whether a refused sentence is given back to the model once, with the reason.
        trial: Whether the model was never measured: it is left out once its answers fail.
        opinion: What weighs a sentence and its quotes in the check.
        closely: Whether a sentence must also keep close to its quotes' words; not where the
            opinion is of a model that reads other words too, or the writer is known as good.

    Attributes:
        model: What writes; its ``usage`` and ``waiting`` tell how it fares.
    """

    def __init__(
        self,
        model: TextModel,
        name: str = "",
        repairs: bool = False,
        trial: bool = False,
        opinion: Opinion = fitted_opinion,
        closely: bool = True,
    ) -> None:
        self.model = model
        self._opinion, self._closely = opinion, closely
        self._repairs = repairs
        self._trial = _Trial() if trial else None
        self.name = name

    def write(self, request: Request, evidence: Sequence[Evidence]) -> Iterator[Prose]:
        """The verified prose so far; the last value is the whole, empty where too little passes."""
        if self._trial and self._trial.failed:
            yield Prose(note=f"{self.name} is left out: its sentences rarely pass the check.")
            return
        draft = _Draft(evidence, self._opinion, self._closely)
        progress = Progress()
        # Closed here, not some time later: the next in the queue waits for it.
        with closing(self.model.stream(Composer(request.query, evidence))) as stream:
            for progress in stream:
                draft.read(progress.text)
                yield draft.prose(progress)
                if draft.is_full:
                    break
        draft.read(progress.text, ended=True)
        if self._repairs:
            yield from self._repaired(draft, progress)
        if self._trial:
            self._trial.count(draft)
        yield draft.whole(progress)

    def _repaired(self, draft: _Draft, progress: Progress) -> Iterator[Prose]:
        """Ask again for refused sentences, telling the model why; the prose as it is meanwhile."""
        for at in draft.failed[:_MOST_REPAIRS]:
            text = ""
            with closing(self.model.stream(RepairComposer(draft.checked[at]))) as stream:
                for again in stream:
                    text = again.text
                    yield draft.prose(replace(progress, place=again.place))
            draft.mend(at, _sentences(text)[0])


class _Trial:
    """How many sentences of an unmeasured model pass, over its first answers."""

    def __init__(self) -> None:
        self._answers = self._tried = self._kept = 0

    @property
    def failed(self) -> bool:
        """Whether the model has had its chance and too little of it passed."""
        return self._answers >= _TRIAL and self._kept < LEAST_SHARE * self._tried

    def count(self, draft: _Draft) -> None:
        """Add an answer."""
        self._answers += 1
        self._tried += len(draft.checked)
        self._kept += len(draft.checked) - len(draft.failed)


class _Draft:
    """The sentences of one answer as they come, each checked once."""

    def __init__(self, evidence: Sequence[Evidence], opinion: Opinion, closely: bool) -> None:
        self._evidence = evidence
        self._opinion, self._closely = opinion, closely
        self._seen = 0
        self._abstains = False
        self.checked: list[Statement] = []

    @property
    def is_full(self) -> bool:
        """Whether more would not be read."""
        return self._abstains or self._seen >= _MOST_SENTENCES

    @property
    def failed(self) -> list[int]:
        """Which of the checked sentences were refused."""
        return [i for i, s in enumerate(self.checked) if s.verdict is not Verdict.SUPPORTED]

    def read(self, text: str, ended: bool = False) -> None:
        """Check the sentences of a growing text that are whole and new."""
        sentences = _sentences(text)
        whole = sentences if ended else sentences[:-1]
        for sentence in whole[self._seen : _MOST_SENTENCES]:
            plain = self._plain(sentence)
            if plain.lower().startswith(DOES_NOT_SAY.lower().rstrip(".")):
                self._abstains = True
            elif content_stems(plain) and not any(s.text == plain for s in self.checked):
                self.checked.append(self._standing(self._check(plain)))
        self._seen = max(self._seen, len(whole))

    def mend(self, at: int, sentence: str) -> None:
        """Put a repaired sentence in the place of a refused one, where it passes the check."""
        plain = self._plain(sentence)
        if not content_stems(plain) or any(s.text == plain for s in self.checked):
            return
        again = self._check(plain)
        if again.verdict is Verdict.SUPPORTED:
            self.checked[at] = again

    def _standing(self, found: Statement) -> Statement:
        """The statement, refused where it leans on one that was: "They replace it" by itself."""
        alone = bool(self.checked) and self.checked[-1].verdict is not Verdict.SUPPORTED
        if alone and found.verdict is Verdict.SUPPORTED and leans(found.text):
            return replace(found, verdict=Verdict.WEAK, reason=_LEANS)
        return found

    def _check(self, sentence: str) -> Statement:
        return checked(sentence, self._evidence, self._opinion, self._closely)

    def _plain(self, sentence: str) -> str:
        """The sentence without the marks and titles that the model copied from its prompt."""
        plain = _MARK.sub("", sentence).strip()
        for title in {e.paper.title for e in self._evidence}:
            plain = plain.removeprefix(f"{title}: ")
        return plain

    def prose(self, progress: Progress, note: str = "") -> Prose:
        """What there is so far."""
        dropped = tuple(self.checked[i] for i in self.failed)
        kept = tuple(s for s in self.checked if s.verdict is Verdict.SUPPORTED)
        return Prose(kept, dropped, progress.place, progress.tokens, note)

    def whole(self, progress: Progress) -> Prose:
        """The end: the prose, or none of it where the model abstains or too little passed."""
        found = self.prose(progress, _CUTS.get(progress.cut, ""))
        tried, kept = len(self.checked), len(found.statements)
        if tried and kept / tried >= LEAST_SHARE and not self._abstains:
            return found
        note = "The model found no answer in the quotes."
        if tried and not self._abstains:
            note = f"The check refused {tried - kept} of the model's {tried} sentences."
        return Prose((), found.dropped, 0, progress.tokens, note)


def checked(
    sentence: str,
    evidence: Sequence[Evidence],
    opinion: Opinion = fitted_opinion,
    closely: bool = True,
) -> Statement:
    """A sentence as a statement that cites what it rests on, with the verdict of the check."""
    best = _nearest(sentence, evidence)
    quotes = tuple(e.sentence for e in best)
    paper = best[0].paper
    texts = [quote.text for quote in quotes]
    result = check(sentence, texts, paper.title, paper.abstract, opinion)
    verdict, reason = result.verdict, result.reason
    if closely and verdict is Verdict.SUPPORTED and (why := strays(sentence, texts, paper.title)):
        verdict, reason = Verdict.WEAK, why
    return Statement(
        sentence,
        Source.MODEL,
        papers=(paper,),
        quotes=quotes,
        verdict=verdict,
        reason=reason,
    )


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)] or [""]


def _nearest(statement: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """What a statement rests on: the best sentence, and a second of that paper if it adds."""
    wanted = set(content_stems(statement))

    def shared(e: Evidence) -> set[str]:
        return wanted & set(content_stems(e.sentence.text))

    best = max(evidence, key=lambda e: (len(shared(e)), e.score))
    others = [e for e in evidence if e.paper.id == best.paper.id and e is not best]
    more = max(others, key=lambda e: len(shared(e) - shared(best)), default=None)
    if more is not None and shared(more) - shared(best):
        return [best, more]
    return [best]
