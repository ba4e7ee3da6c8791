"""A tiny proxy on loopback: takes turns among backends and asks the next where one fails."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import httpx

_NOT_PASSED_ON = {"transfer-encoding", "content-encoding", "content-length", "connection", "host"}


class Proxy:
    """What stands in front of the backends.

    Attributes:
        failures: How many requests are next answered with 503, whatever the backends do.
        served: How many responses each backend gave.
        retried: How often the next backend had to be asked.
    """

    def __init__(self, backends: Sequence[str]) -> None:
        self.backends, self.failures, self.retried = list(backends), 0, 0
        self.served = Counter[str]()
        self._turn = count()
        self._client = httpx.Client(timeout=60)

    def respond(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> httpx.Response:
        """The first whole response; a backend that breaks off or says 503 is passed over."""
        if self.failures:
            self.failures -= 1
            return httpx.Response(503, json={"error": "Unavailable", "message": "Come back soon"})
        first, reply = next(self._turn), httpx.Response(502, text="no backend answers")
        for i in range(len(self.backends)):
            backend = self.backends[(first + i) % len(self.backends)]
            try:
                reply = self._client.request(method, backend + path, headers=headers, content=body)
            except httpx.TransportError:
                self.retried += 1
                continue
            if reply.status_code != 503:
                self.served[backend] += 1
                return reply
            self.retried += 1
        return reply


@contextmanager
def in_front_of(*backends: str) -> Iterator[tuple[str, Proxy]]:
    """The proxy's address and itself, while it serves."""
    proxy = Proxy(backends)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            kept = {k: v for k, v in self.headers.items() if k.lower() not in _NOT_PASSED_ON}
            kept["x-forwarded-for"] = self.client_address[0]
            reply = proxy.respond(self.command, self.path, kept, body)
            self.send_response(reply.status_code)
            for name, value in reply.headers.items():
                if name.lower() not in _NOT_PASSED_ON:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        do_GET = do_POST = do_DELETE = do_PUT = _pass_on  # noqa: N815

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", proxy
    finally:
        server.shutdown()
        server.server_close()
