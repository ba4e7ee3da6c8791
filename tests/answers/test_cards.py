"""The summary card and the comparison table: by role, in few words, in the order asked for."""

import pytest

from assistant.answers import cards
from assistant.answers.roles import Role, summary
from assistant.types import Evidence, Paper, Section
from tests.assistant.attacks import IN_ABSTRACTS, Attack
from tests.stores import builtin_papers
from vectorstore.sentences import sentences

ABSTRACT = (
    "Training deep nets is slow, which remains a challenge. "
    "We propose the Layer Rescaling Optimiser (LRO), which rescales every layer. "
    "Then we extend it to speech. "
    "A theorem bounds its regret by the square root of time. "
    "Experiments on ImageNet show that it outperforms Adam by 3%. "
    "It assumes that losses are smooth."
)
PAPER = Paper("p", "Rescaling layers", ABSTRACT, ("A. Lee", "B. Kim"), "ICLR", 2021)


def quoted(sections: tuple[Section, ...]) -> dict[str, list[str]]:
    return {s.title: [st.text for st in s.statements] for s in sections}


def test_a_card_has_each_role_from_a_sentence_that_plays_it():
    said = quoted(cards.card(PAPER))
    assert said["Problem"][0].startswith("Training deep nets")
    assert said["Approach"][0].startswith("We propose the Layer")
    assert said["Results"][-1].startswith("Experiments on ImageNet")
    assert said["Limits"] == ["It assumes that losses are smooth."]


def test_limits_are_the_papers_own_and_an_address_is_no_data():
    text = (
        "It is needed. Earlier methods require labels and cannot be extended. We propose a net. "
        "Results show that it is accurate. "
    )
    where, limit = (
        "Code and dataset are available at https://a.b.",
        "Training requires big machines.",
    )
    said = quoted(cards.card(Paper("q", "A net", text + where)))
    assert not {"Limits", "Data"} & said.keys()
    own = quoted(cards.card(Paper("q", "A net", f"{text}{limit} {where}")))
    assert own["Limits"] == [limit]


@pytest.mark.parametrize("words", [20, 60, 120])
def test_a_card_keeps_to_its_words_and_more_gives_the_rest(words: int):
    for paper in builtin_papers()[:40]:
        shown = cards.card(paper, words)
        rest = cards.rest([paper], shown)
        quotes = [q for s in (*shown, *rest) for st in s.statements for q in st.quotes]
        assert sorted(q.position for q in quotes) == [s.position for s in sentences(paper)]
        said = [
            text for title, group in quoted(shown).items() if title != "Paper" for text in group
        ]
        assert sum(len(text.split()) for text in said) <= words or len(said) == 1


def test_further_words_go_to_what_is_new():
    short, long = (summary(sentences(PAPER), words) for words in (30, 200))
    assert sum(map(len, short.values())) < sum(map(len, long.values())) <= len(sentences(PAPER))
    assert [s.position for s in long[Role.APPROACH]] == sorted(
        s.position for s in long[Role.APPROACH]
    )


def test_columns_stand_in_the_order_of_the_papers_and_start_with_what_answers():
    first, second = builtin_papers()[3], PAPER
    theorem = next(s for s in sentences(PAPER) if s.text.startswith("A theorem"))
    rows = cards.table([first, second], [Evidence(theorem, 0.9)])
    assert [p.id for s in rows[0].statements for p in s.papers] == [first.id, "p"]
    assert rows[0].statements[1].text == "A. Lee et al., ICLR 2021"
    assert quoted(rows)["On your question"] == [theorem.text]
    shown = [st.text for row in rows[1:] for st in row.statements]
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("attack", IN_ABSTRACTS, ids=[a.name for a in IN_ABSTRACTS])
def test_no_card_quotes_an_order(attack: Attack):
    paper = Paper("x", "Routing", f"We propose routing. {attack.text} It outperforms others by 3%.")
    for sections in (cards.card(paper), cards.rest([paper], cards.card(paper))):
        assert not any(attack.text in st.text for s in sections for st in s.statements)
