"""Small talk is seen whatever else is said in it; a question about papers never is."""

import pytest

from assistant.understanding.small_talk import small_talk


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("hello, I am new here, what can I do with you?", "greeting"),
        ("Perfect, exactly what I wanted. Thanks!", "thanks"),
        ("haha ok, see you tomorrow", "small talk"),
        ("ok great, that's really helpful", "small talk"),
        ("good morning", "greeting"),
        ("Bonjour!", "greeting"),
        ("hey assistant, how are you today?", "greeting"),
        ("thanks for finding the papers on pruning", "thanks"),
        ("got it, thanks", "thanks"),
        ("I see", "small talk"),
        ("what's up", "small talk"),
        ("yes", "small talk"),
        ("hello, how's it going?", "greeting"),
    ],
)
def test_it_is_told_by_its_marks(typed: str, kind: str):
    assert small_talk(typed) == kind


@pytest.mark.parametrize(
    "typed",
    [
        "hi, what is GShard?",
        "thanks, and what about the second one?",
        "great, how does it do that?",
        "ok why?",
        "cool, who wrote it?",
        "hello world models",
        "What about it?",
        "thanks. few-shot learning",
        "thanks for that, and which ones use graphs?",
        "is it fine?",
        "can I see it?",
        "what's up with DDIM?",
        "yes, the second one",
        "nice papers on GANs",
        "",
    ],
)
def test_what_may_ask_about_papers_is_none(typed: str):
    assert small_talk(typed) == ""
