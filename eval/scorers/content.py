"""Does the answer say what is right, from the right papers, and in how many words?"""

from __future__ import annotations

from eval.answers import Answered
from eval.matching import mentions, stated, states
from eval.questions import Question
from eval.scorers import Score, share, unscored


def facts(question: Question, answer: Answered) -> Score:
    """The share of the key facts that the answer states, wherever it takes them from."""
    if not question.facts:
        return unscored("no key facts")
    shown = "\n".join([_said(answer), *_titles(answer)]) if answer.answered else ""
    return _facts(question, shown)


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
        said.text
        for said in answer.statements
        if not question.gold.allowed
        or question.gold.allowed & set(answer.papers_of(said))
        or (said.source == "catalog" and not said.numbers)
    ]
    shown = [*_titles(answer, question.gold.allowed), *_catalog_text(question, answer)]
    return _facts(question, "\n".join([*kept, *shown]))


def length(question: Question, answer: Answered) -> Score:
    """Words of an answer's statements."""
    del question
    if not answer.answered:
        return unscored(f"no answer: {answer.status}")
    words = len(_said(answer).split())
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
    shown = "\n".join([_said(answer), *_titles(answer)]) if answer.answered else ""
    got = stated(shown, question.facts)
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


def _said(answer: Answered) -> str:
    """What the answer states; its whole text where it has no statements of its own."""
    parts = [said.text for said in answer.statements]
    return "\n".join([*parts, answer.text] if _is_catalog(answer) else parts) or answer.text


def _titles(answer: Answered, allowed: frozenset[str] | None = None) -> list[str]:
    """Titles of cited papers that the text shows: a heading may name the method asked for."""
    cited = [c for c in answer.citations if not allowed or c.paper_id in allowed]
    return [c.title for c in cited if c.title and states(answer.text, [c.title])]


def _catalog_text(question: Question, answer: Answered) -> list[str]:
    """The visible text of a metadata answer, whose links and counts stand outside statements."""
    right = not question.gold.allowed or bool(question.gold.allowed & set(answer.cited))
    return [answer.text] if right and _is_catalog(answer) else []


def _is_catalog(answer: Answered) -> bool:
    return all(said.source == "catalog" for said in answer.statements)
