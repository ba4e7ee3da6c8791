"""A terminal gets a laid out answer, a pipe the Markdown."""

import io

from assistant.cli.terminal import show

ANSWER = "**[A Paper](https://example.org/paper)**\n> It helps by **9 %**. [1]"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_the_markdown_as_it_is():
    pipe = io.StringIO()
    show(ANSWER, pipe)
    assert pipe.getvalue() == ANSWER + "\n"


def test_a_terminal_shows_no_signs_of_markdown_and_keeps_the_words():
    terminal = Terminal()
    show(ANSWER, terminal)
    shown = terminal.getvalue()
    assert "A Paper" in shown
    assert "[1]" in shown
    assert not any(sign in shown for sign in ("**", "](", "> It"))
