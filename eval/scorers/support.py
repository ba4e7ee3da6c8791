"""Are the statements supported by what they cite?  ALCE's recall and precision, and support rates.

ALCE (Gao et al., 2023): a statement is *recalled* where the texts that it cites together entail it;
a citation is *precise* where its statement is recalled and it is not irrelevant, that is, where it
entails the statement alone or the others fail without it.  At most three citations count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Paper
from eval.answers import Answered, Said
from eval.judges import SupportJudge, supports
from eval.scorers import Papers, Score, share, unscored

_MOST_CITATIONS = 3
_LINK = re.compile(r"\[((?:[^\[\]]|\\.)*)\]\([^\s)]*\)|<https?://[^\s>]+>")


def evidence_text(paper: Paper) -> str:
    """A record as evidence: its title, its catalog fields and its abstract."""
    authors = f"{'; '.join(paper.authors)} ({len(paper.authors)} authors)"
    fields = (paper.title, authors, paper.venue, paper.year, paper.url, paper.pdf)
    return "\n".join([*(str(field) for field in fields if field), paper.abstract])


def citation_recall(answer: Answered, papers: Papers, judge: SupportJudge) -> Score:
    """The share of the statements that the papers they cite support; uncited ones count as not."""
    said = _checked(answer)
    if not said:
        return unscored(f"nothing to check: {answer.status}")
    failed = [s for s in said if not supports(judge, s.text, _evidence(answer, s, papers))]
    reason = f"unsupported: {failed[0].text[:80]!r}" if failed else "all supported"
    return share(len(said) - len(failed), len(said), reason)


def citation_precision(answer: Answered, papers: Papers, judge: SupportJudge) -> Score:
    """The share of the citations that are needed for their statement's support."""
    precise = total = 0
    for said in _checked(answer):
        evidence = _evidence(answer, said, papers)
        total += len(evidence)
        if supports(judge, said.text, evidence):
            precise += sum(_relevant(judge, said.text, evidence, i) for i in range(len(evidence)))
    if not total:
        return unscored(f"no citations: {answer.status}")
    return share(precise, total, f"{precise} of {total} citations needed")


def verified(answer: Answered, papers: Papers, judge: SupportJudge) -> Score:
    """The share of the statements that their quotes alone support, by the product's verifier."""
    said = [s for s in _checked(answer) if s.source != "catalog"]
    if not said:
        return unscored(f"nothing to check: {answer.status}")
    failed = [s for s in said if not supports(judge, s.text, _quotes(answer, s, papers))]
    reason = f"unsupported: {failed[0].text[:80]!r}" if failed else "all supported"
    return share(len(said) - len(failed), len(said), reason)


def _checked(answer: Answered) -> list[Said]:
    """The statements to check, without the addresses of their Markdown links."""
    if not answer.answered:
        return []
    said = [s for s in answer.statements if s.source != "catalog" or s.numbers]
    return [replace(s, text=_LINK.sub(r"\1", s.text)) for s in said]


def _evidence(answer: Answered, said: Said, papers: Papers) -> list[str]:
    cited = [papers[i] for i in answer.papers_of(said)[:_MOST_CITATIONS] if i in papers]
    return [evidence_text(paper) for paper in cited]


def _quotes(answer: Answered, said: Said, papers: Papers) -> list[str]:
    """The quotes under a statement and the titles that they stand beneath; no quotes, nothing."""
    cited = [c for c in answer.citations if c.number in said.numbers and c.quotes]
    titles = [papers[c.paper_id].title for c in cited if c.paper_id in papers]
    return [quote for c in cited for quote in c.quotes] + titles


def _relevant(judge: SupportJudge, statement: str, evidence: Sequence[str], which: int) -> bool:
    alone = supports(judge, statement, [evidence[which]])
    others = [text for i, text in enumerate(evidence) if i != which]
    return alone or not supports(judge, statement, others)
