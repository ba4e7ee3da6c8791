"""Engines and servers that behave: scripted ones, and a model server that speaks over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.models.engines import Piece, Stop
from assistant.types import Turn


class ScriptedEngine:
    """Writes given texts, one an answer, word by word.

    Args:
        texts: What it writes; the last again where there are no more.
        pause: Seconds before each word.

    Attributes:
        prompts: The turns of every answer.
        stopped: How many answers were left before their end.
        most_at_once: How many answers it ever wrote at the same time.
    """

    def __init__(self, *texts: str, pause: float = 0.0, context: int = 4096) -> None:
        self._texts = list(texts)
        self.pause = pause
        self.context, self.most, self.examples = context, 160, True
        self.prompts: list[list[Turn]] = []
        self.stopped = self.most_at_once = self._writing = 0
        self._lock = threading.Lock()

    def count(self, turns: Sequence[Turn]) -> int:
        return sum(len(turn.content.split()) for turn in turns)

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        with self._lock:
            self.prompts.append(list(turns))
            text = self._texts[min(len(self.prompts), len(self._texts)) - 1]
            self._writing += 1
            self.most_at_once = max(self.most_at_once, self._writing)
        try:
            for word in text.split(" "):
                if self._waits(stop):
                    self.stopped += 1
                    return
                yield Piece(word + " ")
        finally:
            with self._lock:
                self._writing -= 1

    def _waits(self, stop: Stop) -> bool:
        end = time.monotonic() + self.pause
        while time.monotonic() < end and not stop.is_set():
            time.sleep(0.005)
        return stop.is_set()


Reply = Callable[["Handler", str, dict[str, Any]], None]
"""Answers a request: the handler to write to, the path, the JSON that came."""


class Handler(BaseHTTPRequestHandler):
    """A request to the server of a test."""

    server: ModelServer

    def do_GET(self) -> None:
        self.server.reply(self, self.path, {})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.reply(self, self.path, json.loads(self.rfile.read(length) or b"{}"))

    def log_message(self, *_: object) -> None:
        pass

    def send(self, status: int, text: str) -> None:
        """A whole answer."""
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        """The head of a stream."""
        self.send_response(200)
        self.end_headers()

    def line(self, text: str) -> None:
        """A line of a stream."""
        self.wfile.write(text.encode() + b"\n")
        self.wfile.flush()


class ModelServer(ThreadingHTTPServer):
    """A server on this machine.

    Attributes:
        asked: Path, JSON and headers of every request.
        left: Set when a reader has gone before the end.
    """

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self._reply = reply
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.left = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def reply(self, handler: Handler, path: str, body: dict[str, Any]) -> None:
        self.asked.append((path, body, dict(handler.headers)))
        try:
            self._reply(handler, path, body)
        except OSError:
            self.left.set()

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving(reply: Reply) -> Iterator[ModelServer]:
    """A server that is there while the block runs."""
    server = ModelServer(reply)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def closed_address() -> str:
    """An address where nothing listens."""
    with serving(lambda *_: None) as server:
        return server.address


def chunks(*texts: str, pause: float = 0.0) -> Reply:
    """Replies as an OpenAI-like server does, with these pieces."""

    def reply(handler: Handler, path: str, body: dict[str, Any]) -> None:
        if path.endswith("/models"):
            handler.send(200, json.dumps({"data": [{"id": "small", "max_model_len": 2048}]}))
            return
        handler.begin()
        for text in texts:
            time.sleep(pause)
            delta = {"choices": [{"index": 0, "delta": {"content": text}}]}
            handler.line(f"data: {json.dumps(delta)}\n")
        handler.line("data: [DONE]\n")

    return reply
