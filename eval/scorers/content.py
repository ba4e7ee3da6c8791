"""Does the answer say what is right, from the right papers, and in how many words?"""

from __future__ import annotations

from collections.abc import Iterator

from eval.answers import Answered
from eval.matching import mentions, stated, states
from eval.questions import Question
from eval.scorers import Score, share, unscored

MOST_WORDS = 250
"""How many words of an answer are read for key facts."""


def facts(question: Question, answer: Answered) -> Score:
    """The share of the key facts that the answer states, wherever it takes them from."""
    if not question.facts:
        return unscored("no key facts")
    return _facts(question, _stated(answer))


def grounded_facts(question: Question, answer: Answered) -> Score:
    """The share of the key facts stated where a gold paper is cited.

    Statements about the catalog (counts, names) need no citation.  An answer from the wrong paper
    that happens to use the right word scores nothing here.
    """
    if not question.facts:
        return unscored("no key facts")
    if not answer.answered:
        return _facts(question, "")
    kept = [
        text
        for paper_ids, free, text in _read(answer)
        if not question.gold.allowed or free or question.gold.allowed & set(paper_ids)
    ]
    return _facts(question, "\n".join([*kept, *_catalog_text(question, answer)]))


def length(question: Question, answer: Answered) -> Score:
    """Words of an answer's statements."""
    del question
    if not answer.answered:
        return unscored(f"no answer: {answer.status}")
    words = len((" ".join(s.text for s in answer.statements) or answer.text).split())
    return Score(float(words), f"{words} words")


def forbidden(question: Question, answer: Answered) -> Score:
    """1 where the answer says nothing that the question forbids."""
    if not question.forbid:
        return unscored("nothing is forbidden")
    said = [term for term in question.forbid if mentions(answer.text, term) or term in answer.text]
    return Score(0.0, f"says {said[0]!r}") if said else Score(1.0, "does not say it")


def exact(question: Question, answer: Answered) -> Score:
    """1 where all needed papers and no others are cited and every fact is stated."""
    if question.kind not in ("metadata", "followup") or not question.answerable:
        return unscored("not asked for exactness")
    missing = set(question.gold.all) - set(answer.cited)
    extra = set(answer.cited) - question.gold.allowed if question.gold.allowed else set()
    got = stated(_stated(answer), question.facts)
    if missing or extra:
        return Score(0.0, f"missing papers {sorted(missing)}, extra papers {sorted(extra)}")
    if not all(got):
        return Score(0.0, f"facts missing: {_missing(question, got)}")
    return Score(1.0, "exact")


def _facts(question: Question, text: str) -> Score:
    got = stated(text, question.facts)
    return share(sum(got), len(got), f"missing: {_missing(question, got)}" if not all(got) else "")


def _missing(question: Question, got: list[bool]) -> str:
    lost = [wordings[0] for wordings, found in zip(question.facts, got, strict=True) if not found]
    return ", ".join(lost)


def _stated(answer: Answered) -> str:
    """All that an answer states, from whatever paper; nothing where it does not answer."""
    if not answer.answered:
        return ""
    parts = [text for _, _, text in _read(answer)]
    return "\n".join([*parts, _cut(answer.text)] if _is_catalog(answer) else parts)


def _cut(text: str) -> str:
    return " ".join(text.split(" ")[:MOST_WORDS])


def _read(answer: Answered) -> Iterator[tuple[tuple[str, ...], bool, str]]:
    """``(papers cited, about the catalog, text)`` of what a patient person reads.

    A cited paper's title counts with its first statement where the answer shows it, since a heading
    may name the method asked for.  After ``MOST_WORDS`` nothing is read: an answer that pours out
    whole abstracts must not win by it.
    """
    titles = {c.paper_id: c.title for c in answer.citations if c.title}
    left = MOST_WORDS
    for said in answer.statements:
        papers = answer.papers_of(said)
        shown = [t for i in papers if (t := titles.pop(i, "")) and states(answer.text, [t])]
        words = " \n".join([*shown, said.text]).split(" ")
        yield papers, said.source == "catalog" and not said.numbers, " ".join(words[:left])
        left -= len(words)
        if left <= 0:
            return


def _catalog_text(question: Question, answer: Answered) -> list[str]:
    """The visible text of a metadata answer, whose links and counts stand outside statements."""
    right = not question.gold.allowed or bool(question.gold.allowed & set(answer.cited))
    return [_cut(answer.text)] if right and _is_catalog(answer) else []


def _is_catalog(answer: Answered) -> bool:
    return all(said.source == "catalog" for said in answer.statements)
