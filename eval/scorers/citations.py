"""Are the right papers cited, are the numbers valid, are the quotes verbatim?"""

from __future__ import annotations

from eval.answers import Answered
from eval.questions import Question
from eval.scorers import Papers, Score, share, unscored


def precision(question: Question, answer: Answered) -> Score:
    """The share of the cited papers that gold allows."""
    if not question.answerable or not question.gold.needed:
        return unscored("no gold papers")
    if not answer.answered:
        return unscored(f"no answer: {answer.status}")
    if not answer.cited:
        return Score(0.0, "answered without a citation")
    wrong = [i for i in answer.cited if i not in question.gold.allowed]
    reason = f"not gold: {', '.join(wrong)}" if wrong else "all cited papers are gold"
    return share(len(answer.cited) - len(wrong), len(answer.cited), reason)


def recall(question: Question, answer: Answered) -> Score:
    """The share of the needed papers that are cited; of ``gold.any`` one suffices."""
    if not question.answerable or not question.gold.needed:
        return unscored("no gold papers")
    needed = set(question.gold.all)
    missing = needed - set(answer.cited)
    wanted, found = len(needed), len(needed) - len(missing)
    if question.gold.any:
        wanted += 1
        found += bool(set(question.gold.any) & set(answer.cited))
    reason = f"missing: {', '.join(sorted(missing))}" if missing else f"{found} of {wanted}"
    return share(found, wanted, reason)


def validity(question: Question, answer: Answered, papers: Papers) -> Score:
    """1 where every citation number has a reference and every reference is a known paper."""
    del question
    numbers = [n for said in answer.statements for n in said.numbers]
    if not numbers and not answer.citations:
        return unscored("no citations")
    known = {c.number for c in answer.citations}
    loose = sorted(set(numbers) - known)
    unknown = [c.paper_id for c in answer.citations if c.paper_id not in papers]
    if loose or unknown:
        return Score(0.0, f"numbers without reference: {loose}; unknown papers: {unknown}")
    return Score(1.0, "all valid")


def quotes(question: Question, answer: Answered, papers: Papers) -> Score:
    """The share of the quotes that stand verbatim in the paper they are said to come from."""
    del question
    claimed = [(c.paper_id, quote) for c in answer.citations for quote in c.quotes]
    claimed += [
        (paper_id, said.text)
        for said in answer.statements
        if said.source == "quote"
        for paper_id in answer.papers_of(said)[:1]
    ]
    wrong = [quote for paper_id, quote in claimed if not _verbatim(quote, paper_id, papers)]
    reason = f"not verbatim: {wrong[0][:80]!r}" if wrong else f"{len(claimed)} verbatim"
    return share(len(claimed) - len(wrong), len(claimed), reason if claimed else "no quotes")


def cited_statements(question: Question, answer: Answered) -> Score:
    """The share of the statements that carry a valid citation, statements about counts aside."""
    del question
    if not answer.answered:
        return unscored(f"no answer: {answer.status}")
    said = [s for s in answer.statements if s.source != "catalog" or s.numbers]
    bare = [s for s in said if not answer.papers_of(s)]
    reason = f"uncited: {bare[0].text[:80]!r}" if bare else "all cited"
    return share(len(said) - len(bare), len(said), reason)


def _verbatim(quote: str, paper_id: str, papers: Papers) -> bool:
    paper = papers.get(paper_id)
    return paper is not None and bool(quote) and quote in f"{paper.title}\n{paper.abstract}"
