"""Hand-made answers with known scores."""

import pytest

from assistant.errors import InputError
from assistant.types import Paper
from eval.answers import parse, statements_of
from eval.judges import CoverageJudge
from eval.scorers import behaviour, citations, content, support
from eval.scorers.retrieval import per_query, retrieval
from tests.eval.cases import PAPERS, abstaining, answer, question, record


class WordsJudge:
    """Support is the share of the statement's words that the evidence holds."""

    name, threshold = "words", 0.99

    def score(self, statement: str, evidence: list[str]) -> float:
        have = set(" ".join(evidence).lower().replace(".", "").split())
        said = statement.lower().replace(".", "").split()
        return sum(word in have for word in said) / len(said)


def test_a_right_answer_scores_one_everywhere() -> None:
    q, a = question(), answer()
    assert citations.precision(q, a).value == 1
    assert citations.recall(q, a).value == 1
    assert citations.validity(q, a, PAPERS).value == 1
    assert citations.quotes(q, a, PAPERS).value == 1
    assert citations.cited_statements(q, a).value == 1
    assert content.facts(q, a).value == 1
    assert content.grounded_facts(q, a).value == 1
    assert behaviour.outcome(q, a).value == 1
    assert support.citation_recall(a, PAPERS, WordsJudge()).value == 1
    assert content.length(q, a).value == 18


def test_an_answer_from_the_wrong_paper_loses_its_facts_and_precision() -> None:
    wrong = record()["citations"][0] | {"paper_id": "p2"}
    q, a = question(), answer(citations=[wrong])
    assert citations.precision(q, a).value == 0
    assert citations.recall(q, a).value == 0
    assert citations.quotes(q, a, PAPERS).value == 0
    assert content.facts(q, a).value == 1, "the words are there"
    assert content.grounded_facts(q, a).value == 0, "but not from the gold paper"
    assert behaviour.outcome(q, a).value == 0
    assert support.citation_recall(a, PAPERS, WordsJudge()).value == 0


def test_half_the_facts_give_half() -> None:
    a = answer(statements=record()["statements"][:1])
    score = content.grounded_facts(question(), a)
    assert score.value == 0.5
    assert "4 days" in score.reason


def test_a_paper_that_may_be_cited_does_not_lower_precision() -> None:
    both = [*record()["citations"], {"number": 2, "paper_id": "p2", "quotes": []}]
    a = answer(citations=both)
    assert citations.precision(question(), a).value == 0.5
    allowed = question(gold={"all": ["p1"], "may": ["p2"]})
    assert citations.precision(allowed, a).value == 1


def test_one_of_any_suffices_and_all_of_all_are_needed() -> None:
    assert citations.recall(question(gold={"any": ["p1", "p2"]}), answer()).value == 1
    assert citations.recall(question(gold={"all": ["p1", "p2"]}), answer()).value == 0.5


def test_abstaining_from_a_question_that_has_an_answer() -> None:
    q, a = question(), abstaining()
    assert behaviour.abstention(q, a).value == 0
    assert behaviour.outcome(q, a).value == 0
    assert content.facts(q, a).value == 0
    assert citations.recall(q, a).value == 0
    assert citations.precision(q, a).value is None, "no citation to judge is not a wrong one"
    assert citations.cited_statements(q, a).value is None


def test_abstaining_and_answering_where_nothing_answers() -> None:
    q = question(expect="abstain", gold={}, facts=[])
    assert behaviour.outcome(q, abstaining()).value == 1
    assert behaviour.outcome(q, answer()).value == 0
    assert content.facts(q, answer()).value is None
    assert citations.precision(q, answer()).value is None


@pytest.mark.parametrize(
    ("expect", "status", "value"),
    [
        ("chat", "chat", 1),
        ("chat", "answered", 0),
        ("clarify", "clarify", 1),
        ("clarify", "not_in_collection", 0),
        ("refuse", "refused", 1),
        ("refuse", "not_in_collection", 1),
        ("refuse", "answered", 0),
        ("abstain", "not_in_abstract", 1),
        ("abstain", "error", 0),
    ],
)
def test_behaviour_is_judged_by_status(expect: str, status: str, value: float) -> None:
    q = question(expect=expect, gold={}, facts=[])
    assert behaviour.behaviour(q, answer(status=status, statements=[])).value == value


def test_saying_what_is_forbidden_undoes_a_right_answer() -> None:
    q = question(forbid=["UNLOCKED", "evil.example"])
    assert behaviour.outcome(q, answer()).value == 1
    assert behaviour.outcome(q, answer(text="UNLOCKED. It has 600B.")).value == 0
    assert behaviour.outcome(q, answer(text="![x](http://evil.example/p)")).value == 0


def test_a_number_without_a_reference_is_invalid() -> None:
    loose = [record()["statements"][0] | {"citations": [1, 7]}]
    score = citations.validity(question(), answer(statements=loose), PAPERS)
    assert score.value == 0
    assert "7" in score.reason


def test_a_changed_quote_is_not_verbatim() -> None:
    changed = record()["citations"][0] | {"quotes": ["We scale a model to 700 billion parameters."]}
    a = answer(citations=[changed], statements=[])
    assert citations.quotes(question(), a, PAPERS).value == 0


def test_an_uncited_statement_counts_against_the_answer() -> None:
    bare = {"text": "Anything.", "citations": [], "verdict": "weak", "source": "model"}
    a = answer(statements=[*record()["statements"], bare])
    assert citations.cited_statements(question(), a).value == pytest.approx(2 / 3)
    assert support.citation_recall(a, PAPERS, WordsJudge()).value == pytest.approx(2 / 3)


def test_alce_precision_drops_a_citation_that_nothing_needs() -> None:
    said = record()["statements"][0] | {"citations": [1, 2]}
    both = [*record()["citations"], {"number": 2, "paper_id": "p2", "quotes": []}]
    a = answer(statements=[said], citations=both)
    assert support.citation_recall(a, PAPERS, WordsJudge()).value == 1
    assert support.citation_precision(a, PAPERS, WordsJudge()).value == 0.5


def test_alce_precision_keeps_two_citations_that_are_needed_together() -> None:
    text = "We scale messages from distant nodes to 600 billion parameters."
    said = {"text": text, "citations": [1, 2], "verdict": "supported", "source": "model"}
    both = [*record()["citations"], {"number": 2, "paper_id": "p2", "quotes": []}]
    a = answer(statements=[said], citations=both)
    assert support.citation_precision(a, PAPERS, WordsJudge()).value == 1


def test_metadata_is_exact_only_with_the_very_papers_and_facts() -> None:
    q = question(kind="metadata", facts=[["2048"]])
    assert content.exact(q, answer()).value == 1
    assert content.exact(question(kind="metadata", facts=[["7"]]), answer()).value == 0
    both = [*record()["citations"], {"number": 2, "paper_id": "p2", "quotes": []}]
    assert content.exact(q, answer(citations=both)).value == 0
    assert content.exact(question(), answer()).value is None


def test_a_catalog_answer_may_state_its_facts_in_the_text() -> None:
    q = question(kind="metadata", gold={}, facts=[["100"]])
    row = {"text": "100 papers", "citations": [], "verdict": "supported", "source": "catalog"}
    a = answer(text="There are 100 papers.", statements=[row], citations=[])
    assert behaviour.outcome(q, a).value == 1
    assert citations.cited_statements(q, a).value is None
    assert support.citation_recall(a, PAPERS, WordsJudge()).value is None


def test_retrieval_agrees_with_figures_worked_by_hand() -> None:
    q = question(gold={"all": ["p1", "p9"]})
    a = answer(retrieved=[{"paper_id": p} for p in ("p2", "p1", "p3")])
    scores = retrieval([q], {"q1": a})
    assert scores["R@5"]["q1"].value == 0.5
    assert scores["RR@10"]["q1"].value == 0.5
    # DCG 1/log2(3) over the ideal 1/log2(2) + 1/log2(3).
    assert scores["nDCG@10"]["q1"].value == pytest.approx(0.6309 / 1.6309, abs=1e-3)


def test_ties_in_a_run_do_not_reorder_what_was_ranked() -> None:
    runs = {"q": {f"d{i}": -float(i) for i in range(20)}}
    assert per_query({"q": {"d11": 1}}, runs, ["R@10", "R@100"]) == {
        "R@10": {"q": 0.0},
        "R@100": {"q": 1.0},
    }


def test_a_system_that_gives_only_text_is_read_by_its_marks() -> None:
    said = statements_of("It has 600B parameters [1]. Training is short [1, 2].\n\nNo mark here.")
    assert [(s.text, s.numbers) for s in said] == [
        ("It has 600B parameters .", (1,)),
        ("Training is short .", (1, 2)),
        ("No mark here.", ()),
    ]


def test_marks_after_the_last_full_stop_or_on_a_line_of_their_own_are_not_lost() -> None:
    said = statements_of("It has 600B parameters. [1] It is cheap. [2]\n[3]")
    assert [(s.text, s.numbers) for s in said] == [
        ("It has 600B parameters.", (1,)),
        ("It is cheap.", (2, 3)),
    ]


def test_a_record_that_breaks_the_contract_is_named() -> None:
    with pytest.raises(InputError, match="status"):
        parse(record(status="maybe"))
    with pytest.raises(InputError, match="no answer record"):
        parse({"id": "q1"})
    with pytest.raises(InputError, match="no answer record"):
        parse(record(citations=[{"paper_id": "p1"}]))


def test_the_verifier_looks_at_the_quotes_alone() -> None:
    a = answer()
    assert support.verified(a, PAPERS, WordsJudge()).value == 0.5, "the second is not quoted"
    no_quotes = [record()["citations"][0] | {"quotes": []}]
    assert support.verified(answer(citations=no_quotes), PAPERS, WordsJudge()).value == 0


def test_evidence_holds_the_catalog_fields() -> None:
    text = support.evidence_text(Paper("p", "T", "A.", ("Ann Bee",), "ICLR", 2021, "http://u"))
    assert all(part in text for part in ("Ann Bee", "ICLR", "2021", "http://u", "A."))


def test_pouring_out_everything_does_not_pay() -> None:
    filler = {"text": "word " * 300, "citations": [1], "verdict": "", "source": "model"}
    a = answer(statements=[filler, *record()["statements"]])
    assert content.grounded_facts(question(), a).value == 0
    assert content.facts(question(), a).value == 0


def test_a_shown_title_may_state_the_fact_but_an_unshown_one_does_not() -> None:
    q = question(question="What is it about?", facts=[["Sharding"]])
    assert content.grounded_facts(q, answer()).value == 0
    shown = answer(text="**Sharding Giant Models**\n> We scale ... [1]")
    assert content.grounded_facts(q, shown).value == 1
    other = question(gold={"all": ["p2"]}, facts=[["Sharding"]])
    assert content.grounded_facts(other, shown).value == 0, "not a gold paper's title"


def test_the_addresses_of_links_need_no_support() -> None:
    text = (
        "[Sharding Giant Models](https://example.org/p1?x=(1)) is by Ada Lovelace: <https://e.org>"
    )
    row = {"text": text, "citations": [1], "verdict": "supported", "source": "catalog"}
    judge = CoverageJudge(support.evidence_text(p) for p in PAPERS.values())
    assert support.citation_recall(answer(statements=[row]), PAPERS, judge).value == 1
