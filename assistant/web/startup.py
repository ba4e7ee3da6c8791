"""Build the assistant for the page: open the collection, fill an empty one, load the models."""

from __future__ import annotations

from assistant.settings import Settings
from assistant.web.engine import AnswersQuestions, Engine, Report


def engine(settings: Settings) -> Engine:
    """The engine over the collection that the settings name."""
    return Engine(lambda report: _build(settings, report), lambda: None)


def _build(settings: Settings, report: Report) -> AnswersQuestions:
    from assistant import wiring

    report("Opening the collection")
    assistant: AnswersQuestions = wiring.build(settings)
    return assistant
