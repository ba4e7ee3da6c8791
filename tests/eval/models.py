"""LlamaIndex models and embeddings that behave without weights."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata

from tests.stores import HashingEmbedder


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


class HashingEmbedding(BaseEmbedding):
    """The word-hashing embedder as LlamaIndex's embedding."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return HashingEmbedder().embed_query(text).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def first_source(prompt: str) -> str:
    """Repeats the first sentence of the first source and cites it, as a citing model would."""
    found = re.search(r"Source 1:\s*(.+?[.!?])\s", prompt.rpartition("Below are")[2], re.DOTALL)
    return f"{found.group(1)} [1]" if found else "Nothing."
