"""The answer model, by transformers through LlamaIndex's interface: streams, stops, never hangs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Protocol

from assistant.errors import ModelError
from assistant.models import embedded, hush
from assistant.settings import EMBEDDED, Settings

_log = logging.getLogger(__name__)
NEW_TOKENS = 120
_CONTEXT = 2048


class TextModel(Protocol):
    """A language model that writes."""

    def stream(self, prompt: str) -> Iterator[str]:
        """The text so far, ever longer; closing the iterator stops the model."""


class LocalModel:
    """A causal language model on this machine; loads on first use, one answer at a time.

    Args:
        settings: ``answer_model``, ``device`` and ``cache`` are read.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._busy = Lock()

    @property
    def name(self) -> str:
        """What the model is called in reports."""
        given = self._settings.answer_model
        return embedded.ANSWER_NAME if given == EMBEDDED else given

    @cached_property
    def llm(self) -> Any:  # noqa: ANN401 - LlamaIndex ships no types
        """LlamaIndex's model; the name goes to the hub only where a setting names one.

        Raises:
            ModelError: It cannot be found or loaded.
        """
        name = self._settings.answer_model
        local = name == EMBEDDED or Path(name).is_dir()
        hush(local)
        import torch
        from llama_index.llms.huggingface import HuggingFaceLLM
        from transformers import AutoModelForCausalLM, AutoTokenizer

        path = str(embedded.answer_folder(self._settings.cache)) if name == EMBEDDED else name
        try:
            tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=local)
            model = AutoModelForCausalLM.from_pretrained(
                path, local_files_only=local, dtype=getattr(torch, embedded.processor_dtype())
            )
        except Exception as error:
            message = f"The answer model {name!r} cannot be loaded: {str(error).strip()[:200]}"
            hint = "Check the name and the network, or use --answer-model embedded."
            raise ModelError(message, hint) from error
        if self._settings.device != "auto":
            model = model.to(self._settings.device)
        elif torch.cuda.is_available():
            model = model.to("cuda")
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
        model.generation_config.pad_token_id = tokenizer.pad_token_id
        return HuggingFaceLLM(
            model=model,
            tokenizer=tokenizer,
            context_window=_CONTEXT,
            max_new_tokens=NEW_TOKENS,
            is_chat_model=True,
            generate_kwargs={"do_sample": False},
        )

    @contextmanager
    def held(self) -> Iterator[tuple[Any, Any]]:
        """The bare model and its tokenizer, for one user at a time."""
        llm = self.llm
        with self._busy:
            yield llm._model, llm._tokenizer

    def stream(self, prompt: str) -> Iterator[str]:
        """The text so far, ever longer; closing the iterator stops the model at the next token."""
        from llama_index.core.llms import ChatMessage
        from transformers import StoppingCriteria, StoppingCriteriaList, TextIteratorStreamer

        llm = self.llm
        stop, failures = Event(), list[Exception]()

        class Stopped(StoppingCriteria):  # type: ignore[misc]
            def __call__(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401
                return stop.is_set()

        with self.held() as (model, tokenizer):
            inputs = tokenizer(
                llm.messages_to_prompt([ChatMessage(role="user", content=prompt)]),
                return_tensors="pt",
                truncation=True,
                max_length=_CONTEXT - NEW_TOKENS,
            ).to(model.device)
            streamer = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)

            def run() -> None:
                try:
                    model.generate(
                        **inputs,
                        streamer=streamer,
                        max_new_tokens=NEW_TOKENS,
                        stopping_criteria=StoppingCriteriaList([Stopped()]),
                        **llm.generate_kwargs,
                    )
                except Exception as error:  # noqa: BLE001 - handed to the reader below
                    failures.append(error)
                    streamer.end()

            worker = Thread(target=run, daemon=True)
            worker.start()
            text = ""
            try:
                for piece in streamer:
                    text += piece
                    yield text
            finally:
                stop.set()
                worker.join()
        if failures:
            message = f"The answer model {self.name!r} failed: {failures[0]}"
            raise ModelError(message, "Quotes still come: use --writer quotes.")
