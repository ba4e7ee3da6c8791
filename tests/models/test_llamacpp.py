"""GGUF files by llama.cpp: a stand-in that keeps its interface, and the real one where it is."""

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.models.engines import Stop
from assistant.models.llamacpp import LlamaCppEngine
from assistant.models.naming import parse
from assistant.types import Turn

ASKED = [Turn("user", "How much faster is it?")]


class StandIn(ModuleType):
    """The part of llama-cpp-python that is used; reading a prompt asks whether to abort."""

    ggml_abort_callback = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)

    def __init__(self) -> None:
        super().__init__("llama_cpp")
        self.__spec__ = ModuleSpec("llama_cpp", None)
        self.abort: Callable[[Any], bool] = lambda _: False
        self.reading = 0.0
        stand_in = self

        class Llama:
            ctx = object()

            def __init__(self, model_path: str, **options: object) -> None:
                self.options = options
                if Path(model_path).read_bytes()[:4] != b"GGUF":
                    message = f"Failed to load model from file: {model_path}"
                    raise ValueError(message)

            def n_ctx(self) -> int:
                return 1024

            def tokenize(self, text: bytes, add_bos: bool = True) -> list[int]:
                return list(range(len(text.split()) + add_bos))

            def create_chat_completion(
                self, messages: list[dict[str, str]], max_tokens: int, **_: object
            ) -> Iterator[dict[str, Any]]:
                assert 0 < max_tokens < 1024
                end = time.monotonic() + stand_in.reading
                while time.monotonic() < end:
                    time.sleep(0.01)
                    if stand_in.abort(None):
                        message = "llama_decode returned 2"
                        raise RuntimeError(message)
                yield {"choices": [{"delta": {"role": "assistant"}}]}
                for word in ("Ten ", "times."):
                    yield {"choices": [{"delta": {"content": word}}]}
                yield {"choices": [{"delta": {}}]}

        self.Llama = Llama

    def llama_set_abort_callback(self, context: object, callback: Any, data: object) -> None:
        self.abort = callback


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    module = StandIn()
    monkeypatch.setitem(sys.modules, "llama_cpp", module)
    return module


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "m.gguf").write_bytes(b"GGUF....")
    return str(tmp_path / "m.gguf")


def test_it_streams(stand_in: StandIn, file: str):
    engine = LlamaCppEngine(parse(file), "cpu")
    assert engine.context == 1024
    assert engine.count(ASKED) > 5
    assert "".join(p.text for p in engine.stream(ASKED, Stop())) == "Ten times."


def test_a_stop_leaves_it_while_it_reads_the_prompt_and_the_next_is_served(
    stand_in: StandIn, file: str
):
    engine, stop = LlamaCppEngine(parse(file), "cpu"), Stop()
    stand_in.reading = 30
    threading.Timer(0.1, stop.set).start()
    start = time.monotonic()
    assert list(engine.stream(ASKED, stop)) == []
    assert time.monotonic() - start < 1
    stand_in.reading = 0.05
    assert len(list(engine.stream(ASKED, Stop()))) == 2


def test_what_is_missing_or_broken_is_told(tmp_path: Path, file: str, stand_in: StandIn):
    with pytest.raises(ModelError, match="no file"):
        LlamaCppEngine(parse(str(tmp_path / "none.gguf")), "cpu")
    Path(file).write_bytes(b"zip?")
    with pytest.raises(ModelError, match="cannot load"):
        LlamaCppEngine(parse(file), "cpu")


def test_the_package_is_named_where_it_is_not_installed(file: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    with pytest.raises(ModelError, match=r"llama-cpp-python.*paper-assistant\[llama-cpp\]"):
        LlamaCppEngine(parse(file), "cpu")


@pytest.mark.model
def test_the_embedded_file_writes_with_the_real_one():
    pytest.importorskip("llama_cpp")
    from assistant.models.embedded import answer_file

    engine = LlamaCppEngine(parse(f"llama.cpp:{answer_file()}"), "cpu")
    stop = Stop()
    pieces = [p.text for p in engine.stream([Turn("user", "Name one colour.")], stop)]
    assert "".join(pieces).strip()
    stop = Stop()
    long = engine.stream([Turn("user", "Tell a very long story.")], stop)
    next(long)
    start = time.monotonic()
    stop.set()
    assert len(list(long)) <= 1
    assert time.monotonic() - start < 0.5
