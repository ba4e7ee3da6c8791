"""Whether a run of ``eval.load`` held, with the figures that say so.

- Nothing failed, and every answer belonged to its asker.
- The 95th percentile of answers is at most twice that of one person alone, plus queueing: the
  requests that were under way when one came (their 95th percentile) times the mean time of one
  alone; and a quarter of a second, since two cores are shared with an ingest.
- Memory is flat: from the first fifth of the time to the end the server grows by at most 48 MB, and
  by 12 kB for each vector that came in.  Each of Gradio's forty threads keeps a connection with
  pages of the catalog and buffers (1 to 4 MB): a server grows until all have been used, which a
  warm-up sees to, and then no more.
- Papers came in all the while, and the run was not cut short.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np

GROWTH = 48e6
A_PAPER = 12e3
_SLACK = 0.25
_BUSY = 0.25
"""Cores that other programs may take before lateness tells of the machine."""


@dataclass
class Seen:
    """What the people saw, each list in order of time.

    Attributes:
        answers: Seconds of each answer.
        others: Seconds of each search, paper and page.
        crowd: Requests that were under way when each of these began.
        wrong: What failed or belonged to somebody else, in words.
        memory: Bytes of the server every half a second.
    """

    answers: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    crowd: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    under_way: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Around:
    """What else is known of a run.

    Attributes:
        seconds: How long the people were there.
        wanted: How long they were to be there.
        came_in: Vectors of papers that came in meanwhile.
        foreign: Cores that programs took which are no part of the run, where the system tells.
        problem: What went wrong with the ingest, in words.
    """

    seconds: float
    wanted: float
    came_in: int
    foreign: float = 0.0
    problem: str = ""


@dataclass(frozen=True)
class Verdict:
    """The figures of a run, and what of it is not as it should be.

    Attributes:
        text: The figures, a line each.
        faults: Failures, answers of others, memory that grows, a run cut short.
        late: How much too late answers were; a busy machine is to blame, or the program.
    """

    text: str
    faults: tuple[str, ...]
    late: str = ""

    def __str__(self) -> str:
        """The figures, and below them what did not hold."""
        wrong = [*self.faults[:20], *([self.late] if self.late else [])]
        if len(self.faults) > 20:
            wrong.append(f"and {len(self.faults) - 20} more faults")
        told = "\n".join(["NOT HELD:", *(f"- {one}" for one in wrong)]) if wrong else "HELD"
        return f"{self.text}\n{told}"


def verdict(idle: Seen, busy: Seen, around: Around) -> Verdict:
    """Whether a run under load held what the first lines of this file say."""
    faults = [*busy.wrong, *idle.wrong, *([around.problem] if around.problem else [])]
    if around.seconds < around.wanted:
        faults.append(
            f"the people were there for {around.seconds:.0f} of {around.wanted:.0f} s: getting "
            "ready took too long"
        )
    if not (idle.answers and busy.answers):
        faults.append(f"{len(idle.answers)} answers alone and {len(busy.answers)} under load")
        return Verdict("too few answers to judge", tuple(faults))
    head = (
        f"{len(busy.answers)} answers and {len(busy.others)} other requests in "
        f"{around.seconds:.0f} s, {len(busy.wrong)} wrong"
    )
    waits, late = _waits(idle, busy, around.foreign)
    memory, grown = _memory(busy.memory, around.came_in)
    return Verdict(f"{head}\n{waits}\n{memory}", (*faults, *grown), late)


def _waits(idle: Seen, busy: Seen, foreign: float) -> tuple[str, str]:
    """The line on times, and how late answers were."""
    alone, p95 = float(np.percentile(idle.answers, 95)), float(np.percentile(busy.answers, 95))
    queue = float(np.percentile(busy.crowd, 95))
    mean = float(np.mean([*idle.answers, *idle.others]))
    allowed = 2 * alone + queue * mean + _SLACK
    text = (
        f"answers p50 {np.percentile(busy.answers, 50):.2f} s, p95 {p95:.2f} s; allowed "
        f"{allowed:.2f} s: twice {alone:.2f} s, the p95 of {len(idle.answers)} answers to one "
        f"person alone, and {queue:.0f} requests before it of {mean:.3f} s each, and {_SLACK} s; "
        f"other programs took {foreign:.1f} cores"
    )
    if p95 <= allowed:
        return text, ""
    late = f"the 95th percentile is {p95:.2f} s, allowed are {allowed:.2f} s"
    if foreign > _BUSY:
        late += f"; other programs took {foreign:.1f} cores: run it again on a machine at rest"
    return text, late


def _memory(memory: list[int], came_in: int) -> tuple[str, list[str]]:
    """The line on memory, and whether it grew."""
    if not memory:
        return f"memory is not told by this system; {came_in} vectors came in", []
    fifth = len(memory) // 5
    before, after = (float(np.median(part)) for part in (memory[fifth : fifth + 5], memory[-5:]))
    grown, may_grow = after - before, GROWTH + A_PAPER * came_in
    text = (
        f"memory {before / 1e6:.0f} to {after / 1e6:.0f} MB, may grow by {may_grow / 1e6:.0f} MB "
        f"since {came_in} vectors came in"
    )
    told = f"memory grew by {grown / 1e6:.0f} MB, allowed are {may_grow / 1e6:.0f} MB"
    return text, [told] if grown > may_grow else []
