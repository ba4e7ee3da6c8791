"""What Prometheus reads at ``/metrics``: questions, stages, verdicts, the model and its queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from assistant.types import Status
from assistant.watching.observing import Asked

if TYPE_CHECKING:
    from assistant.models.answering import AnswerModel

_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 3, 6, 12, 30, 60)
_ABSTAINED = (Status.NOT_IN_COLLECTION, Status.NOT_IN_ABSTRACT)
_P = "paper_assistant_"


class Metrics:
    """Counts since the start; an observer of questions (see ``assistant.watching.observing``)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._model: AnswerModel | None = None
        kept: dict[str, Any] = {"registry": self.registry}
        timed = {**kept, "buckets": _BUCKETS}
        self._questions = Counter(
            f"{_P}questions", "Questions by kind, status and how they ended.",
            ["kind", "status", "outcome"], **kept,
        )  # fmt: skip
        self._abstentions = Counter(
            f"{_P}abstentions", "Questions without an answer here.", ["status"], **kept
        )
        self._statements = Counter(
            f"{_P}statements", "Statements by verdict and who wrote them.",
            ["verdict", "source"], **kept,
        )  # fmt: skip
        self._stages = Histogram(
            f"{_P}stage_seconds", "Time of each stage of an answer.", ["stage"], **timed
        )
        self._first = Histogram(f"{_P}first_text_seconds", "Time to the first text.", **timed)
        self._whole = Histogram(f"{_P}answer_seconds", "Time to the whole answer.", **timed)
        self._requests = Counter(
            f"{_P}http_requests", "HTTP responses.", ["method", "code"], **kept
        )
        self.registry.register(_ModelCollector(self))

    def watch(self, model: AnswerModel) -> None:
        """Tell this answer model's queue and speed, too."""
        self._model = model

    @property
    def model(self) -> AnswerModel | None:
        """The answer model that is watched."""
        return self._model

    def __call__(self, asked: Asked) -> None:
        """Count a question."""
        answer = asked.answer
        kind = answer.request.kind.value if answer else "none"
        status = answer.status.value if answer else "none"
        self._questions.labels(kind, status, asked.outcome).inc()
        if answer is None or not answer.done:
            return
        if answer.status in _ABSTAINED:
            self._abstentions.labels(status).inc()
        for statement in answer.statements:
            self._statements.labels(statement.verdict.value, statement.source.value).inc()
        for stage in answer.timings.stages:
            self._stages.labels(stage.name).observe(stage.seconds)
        self._first.observe(answer.timings.first_text)
        self._whole.observe(asked.seconds)

    def responded(self, method: str, code: int) -> None:
        """Count an HTTP response."""
        known = method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
        self._requests.labels(method if known else "other", str(code)).inc()

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)


class _ModelCollector:
    """The answer model's figures, read when they are asked for."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Any]:
        """Queue, answers, tokens, seconds and speed, where a model is watched."""
        model = self._metrics.model
        if model is None:
            return
        usage = model.usage
        yield GaugeMetricFamily(
            f"{_P}model_queue", "Questions that wait for the answer model.", model.waiting
        )
        for name, help_, value in (
            ("answers", "Answers that the model wrote.", usage.answers),
            ("tokens", "Tokens that the model wrote.", usage.tokens),
            ("seconds", "Seconds that the model wrote for.", usage.seconds),
        ):
            yield CounterMetricFamily(f"{_P}model_{name}", help_, value)
        speed = usage.tokens / usage.seconds if usage.seconds else 0.0
        yield GaugeMetricFamily(f"{_P}model_tokens_per_second", "Tokens a second so far.", speed)
