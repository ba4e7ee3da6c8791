"""How fast the answer model writes and how soon it stops: `python -m eval.bench_answering`.

Prompts are those of the product over development questions.  With and without guessing from the
prompt (prompt lookup) each prompt is answered in turn, so that a busy machine slows both alike.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from statistics import median
from typing import Any

from assistant.answers.prompting import Composer
from assistant.models.engines import Stop
from assistant.models.generating import TransformersEngine
from assistant.models.loading import load
from assistant.models.naming import parse
from assistant.settings import Settings, load_settings
from assistant.types import Evidence, Paper, Turn
from eval.capability import development_questions
from vectorstore.builtin import builtin_collection
from vectorstore.readers import read
from vectorstore.sentences import sentences

_PROMPTS, _STOPS, _EVIDENCE = 12, 10, 4
LOOKUPS = (0, 3, 8)


def prompts(engine: TransformersEngine, count: int = _PROMPTS) -> list[Sequence[Turn]]:
    """Prompts as the product makes them, each over the last sentences of the right paper."""
    papers = {p.id: p for p in read(builtin_collection()) if isinstance(p, Paper)}
    made: list[Sequence[Turn]] = []
    for question in development_questions()[:count]:
        found = sentences(papers[question.gold.needed[0]])[-_EVIDENCE:]
        compose = Composer(question.question, [Evidence(s, 0.5) for s in found])
        made.append(compose(lambda turns: engine.count(turns) < 1500, engine.examples))
    return made


def speeds(engine: TransformersEngine, turns: Sequence[Sequence[Turn]]) -> dict[int, list[float]]:
    """Tokens a second of each prompt, by how many tokens are guessed at a time."""
    found: dict[int, list[float]] = {lookup: [] for lookup in LOOKUPS}
    for prompt in turns:
        for lookup in LOOKUPS:
            engine.lookup = lookup
            start = time.perf_counter()
            tokens = sum(piece.tokens for piece in engine.stream(prompt, Stop()))
            found[lookup].append(tokens / (time.perf_counter() - start))
        # Told at once: a slow machine may be stopped before the end.
        _tell("  ".join(f"lookup {k}: {rates[-1]:.1f} tokens/s" for k, rates in found.items()))
    return found


def stops(engine: TransformersEngine, prompt: Sequence[Turn]) -> list[float]:
    """Seconds from a stop to a free model, at moments from reading the prompt to late writing."""
    found = []
    for step in range(_STOPS):
        stop = Stop()
        told = list[float]()

        def ask(stop: Stop = stop, told: list[float] = told) -> None:
            told.append(time.perf_counter())
            stop.set()

        timer = threading.Timer(0.05 + 0.1 * step, ask)
        timer.start()
        for _ in engine.stream(prompt, stop):
            pass
        timer.join()
        found.append(max(0.0, time.perf_counter() - told[0]))
    return found


def main(settings: Settings) -> None:
    """Measure and print."""
    engine = load(parse(settings.answer_model), settings)
    turns = prompts(engine)
    _tell(f"{len(turns)} prompts, {median(engine.count(t) for t in turns):.0f} tokens each")
    found = speeds(engine, turns)
    plain = found[0]
    for lookup, rates in found.items():
        ratio = median(r / p for r, p in zip(rates, plain, strict=True))
        _tell(f"lookup {lookup}: {median(rates):.1f} tokens/s, {ratio:.2f} of plain (median)")
    engine.lookup = 0
    times = stops(engine, [Turn("user", "Tell a very long story about a river.")])
    _tell(f"stop to free: median {median(times):.3f} s, most {max(times):.3f} s")


def _tell(line: Any) -> None:  # noqa: ANN401
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(load_settings({}))
