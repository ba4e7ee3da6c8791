"""The quote that gives the number or the data asked for opens the answer."""

import pytest

from assistant.answers import quotes
from assistant.answers.opening import gives
from tests.assistant.test_quotes import candidate, texts


@pytest.mark.parametrize(
    ("question", "sentence", "count"),
    [
        ("By how much does it shrink the model?", "It needs up to 97% fewer parameters.", 1),
        ("By how much does it shrink the model?", "It needs fewer parameters (1) and time.", 0),
        ("How many of the 32 layers are frozen?", "All 32 layers are read.", 0),
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
