"""Each question as an OpenTelemetry trace: a span for the answer, one beneath for each stage."""

from __future__ import annotations

from typing import Any

from assistant.errors import SettingsError
from assistant.watching.observing import Asked

_NANO = 1_000_000_000


class Tracer:
    """Makes the spans of a question once it has been answered.

    Args:
        exporter: An OpenTelemetry ``SpanExporter``; spans are sent in the background.
        at_once: Send each span as it ends, for tests.
    """

    def __init__(self, exporter: Any, at_once: bool = False) -> None:  # noqa: ANN401
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        resource = Resource.create({"service.name": "paper-assistant"})
        self._provider = TracerProvider(resource=resource)
        processor = SimpleSpanProcessor if at_once else BatchSpanProcessor
        self._provider.add_span_processor(processor(exporter))
        self._tracer = self._provider.get_tracer("paper-assistant")

    def __call__(self, asked: Asked) -> None:
        """Make the spans with the times that were measured; no words of the question are sent."""
        from opentelemetry.trace import StatusCode, set_span_in_context

        answer, start = asked.answer, int(asked.began * _NANO)
        facts: dict[str, str | int] = {"request.id": asked.request, "outcome": asked.outcome}
        if answer:
            facts |= {
                "answer.kind": answer.request.kind.value,
                "answer.status": answer.status.value,
                "answer.statements": len(answer.statements),
                "answer.papers": len(answer.citations),
            }
        root = self._tracer.start_span("answer", start_time=start, attributes=facts)
        if asked.outcome == "failed":
            root.set_status(StatusCode.ERROR)
        within = set_span_in_context(root)
        for stage in answer.timings.stages if answer else ():
            began = start + int(stage.began * _NANO)
            span = self._tracer.start_span(stage.name, within, start_time=began)
            span.end(began + int(stage.seconds * _NANO))
        root.end(start + int(asked.seconds * _NANO))

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()


def tracer(collector: str) -> Tracer:
    """Traces sent to a collector by OTLP over gRPC.

    Args:
        collector: Its address, such as ``http://127.0.0.1:4317``.

    Raises:
        SettingsError: The extra ``traces`` is not installed, or the address is none.
    """
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        message = f"Traces need OpenTelemetry, which is not installed ({error.name} is missing)."
        raise SettingsError(message, "Run: pip install 'paper-assistant[traces]'") from error
    if not collector.startswith(("http://", "https://")):
        message = f"The setting 'traces' is {collector!r}; it must be an address of a collector."
        raise SettingsError(message, "Such as http://127.0.0.1:4317")
    insecure = collector.startswith("http://")
    return Tracer(OTLPSpanExporter(endpoint=collector, insecure=insecure))
