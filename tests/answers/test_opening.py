"""The quote that gives the number or the data asked for opens the answer."""

import pytest

from assistant.answers import quotes
from assistant.answers.opening import gives, tells_belief
from tests.answers.test_quotes import candidate, texts


@pytest.mark.parametrize(
    ("question", "sentence", "count"),
    [
        ("By how much does it shrink the model?", "It needs up to 97% fewer parameters.", 1),
        ("By how much does it shrink the model?", "It needs fewer parameters (1) and time.", 0),
        ("How many of the 32 layers are frozen?", "All 32 layers are read.", 0),
        ("What's the benefit over the rest?", "It is 2.9% better.", 1),
        ("What is its largest model?", "A model of 600 billion parameters is trained.", 1),
        ("What is the largest problem?", "Its methods are slow.", 0),
        ("On which games was it tried?", "We evaluate on chess, Go, and draughts.", 1),
        ("On which games was it tried?", "We present a player of games.", 0),
        ("Where did they test it?", "Experiments on CIFAR-10 show gains.", 1),
        ("Which language models learn this?", "We evaluate BERT, GPT, and XLNet.", 0),
        ("Why is it slow?", "It takes 3 days on ImageNet, CIFAR, and MNIST in experiments.", 0),
    ],
)
def test_what_is_asked_for_is_seen_in_a_sentence(question: str, sentence: str, count: int):
    assert gives(question, sentence) == count


def test_the_sentence_with_the_number_opens_though_another_is_likelier():
    read = candidate(
        "We share the weights of a transformer between sound and vision. "
        "Training it takes no other steps than usual. "
        "This cuts the parameters by up to 97%.",
        [0.9, 0.1, 0.5],
    )
    asked = quotes.choose([read], 100, "How much smaller does the sharing make it?")
    assert [t[:8] for t in texts(asked)] == ["Training", "This cut", "We share"]
    assert texts(quotes.choose([read], 100, "Why are weights shared?"))[0].startswith("We share")


def test_what_is_commonly_believed_does_not_open_the_answer():
    read = candidate(
        "The popular belief is that normalisation works by reducing the shift of inputs. "
        "We show that the shift of inputs has little to do with its success. "
        "Training is smooth.",
        [0.9, 0.6, 0.1],
    )
    chosen = quotes.choose([read], 100, "Does normalisation work by reducing the shift?")
    assert [t[:8] for t in texts(chosen)] == ["We show ", "The popu", "Training"]


@pytest.mark.parametrize(
    ("sentence", "belief"),
    [
        ("It is commonly believed that depth helps.", True),
        ("Against conventional wisdom, depth hurts.", True),
        ("Labels are assumed to be clean.", True),
        ("We assume that labels are clean.", False),
        ("This is a common problem of nets.", False),
    ],
)
def test_common_beliefs_are_seen(sentence: str, belief: bool):
    assert tells_belief(sentence) is belief
