"""Every engine as LlamaIndex's LLM: what its query engines, evaluators and traces understand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.models.engines import Engine, Piece, Stop
from assistant.models.streams import visible
from assistant.types import Turn


def as_llm(engine: Engine, name: str) -> Any:  # noqa: ANN401 - LlamaIndex ships no types
    """A LlamaIndex ``LLM`` over an engine.

    ``stream_chat`` takes ``stop``, a :class:`~assistant.models.engines.Stop`; each response tells
    in ``additional_kwargs["tokens"]`` how many tokens it took.

    Args:
        engine: What writes.
        name: The model's name in metadata and traces.
    """
    from llama_index.core.base.llms.types import (
        ChatMessage,
        ChatResponse,
        CompletionResponse,
        LLMMetadata,
        MessageRole,
    )
    from llama_index.core.llms.callbacks import llm_chat_callback, llm_completion_callback
    from llama_index.core.llms.custom import CustomLLM

    def turns(messages: Sequence[ChatMessage]) -> list[Turn]:
        return [Turn(str(m.role.value), str(m.content or "")) for m in messages]

    def said(text: str, piece: Piece) -> ChatResponse:
        message = ChatMessage(role=MessageRole.ASSISTANT, content=text)
        extra = {"tokens": piece.tokens}
        return ChatResponse(message=message, delta=piece.text, additional_kwargs=extra)

    class EngineLLM(CustomLLM):  # type: ignore[misc]
        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(
                context_window=engine.context,
                num_output=engine.most,
                is_chat_model=True,
                model_name=name,
            )

        @llm_chat_callback()  # type: ignore[untyped-decorator]
        def stream_chat(
            self, messages: Sequence[ChatMessage], stop: Stop | None = None, **_: Any  # noqa: ANN401
        ) -> Iterator[ChatResponse]:  # fmt: skip
            text = ""
            for piece in engine.stream(turns(messages), stop or Stop()):
                text += piece.text
                yield said(text, piece)

        @llm_chat_callback()  # type: ignore[untyped-decorator]
        def chat(self, messages: Sequence[ChatMessage], **_: Any) -> ChatResponse:  # noqa: ANN401
            text = "".join(p.text for p in engine.stream(turns(messages), Stop()))
            return ChatResponse(
                message=ChatMessage(role=MessageRole.ASSISTANT, content=visible(text))
            )

        @llm_completion_callback()  # type: ignore[untyped-decorator]
        def complete(self, prompt: str, formatted: bool = False, **_: Any) -> CompletionResponse:  # noqa: ANN401
            return CompletionResponse(text=self.chat([ChatMessage(prompt)]).message.content)

        @llm_completion_callback()  # type: ignore[untyped-decorator]
        def stream_complete(
            self, prompt: str, formatted: bool = False, **_: Any  # noqa: ANN401
        ) -> Iterator[CompletionResponse]:  # fmt: skip
            for response in self.stream_chat([ChatMessage(prompt)]):
                yield CompletionResponse(text=response.message.content, delta=response.delta)

    return EngineLLM()
