"""A LlamaIndex language model that behaves without weights."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata


class ScriptedLLM(CustomLLM):
    """Answers every prompt by a function of it, and remembers the prompts."""

    reply: Callable[[str], str]
    asked: list[str] = []  # noqa: RUF012 - pydantic copies it

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(context_window=4096, num_output=64)

    def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:
        self.asked.append(prompt)
        return CompletionResponse(text=self.reply(prompt))

    def stream_complete(
        self, prompt: str, formatted: bool = False, **_: Any
    ) -> Iterator[CompletionResponse]:
        yield self.complete(prompt)


def first_source(prompt: str) -> str:
    """Repeats the first sentence of the first source and cites it, as a citing model would."""
    found = re.search(r"Source 1:\s*(.+?[.!?])\s", prompt.rpartition("Below are")[2], re.DOTALL)
    return f"{found.group(1)} [1]" if found else "Nothing."
