"""A causal language model in this process, by transformers; a stop is seen at every layer."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.errors import ModelError
from assistant.models.engines import CONTEXT, NEW_TOKENS, THINKING, Piece, Stop
from assistant.models.streams import harmless
from assistant.types import Turn


class _StoppedError(Exception):
    """Raised inside the model to leave it at once."""


class TransformersEngine:
    """Writes with a model and its tokenizer; one answer at a time.

    Args:
        model: A ``transformers`` causal language model.
        tokenizer: Its tokenizer, with a chat template.
        name: What messages call it.
        examples: Whether prompts should show examples.
        lookup: How many tokens to guess from the prompt at a time, to be checked by the model in
            one step (Saxena, "Prompt Lookup Decoding", 2023); 0 for none.  A model with a state
            that cannot be taken back, such as Mamba's, guesses nothing.

    Raises:
        ModelError: The tokenizer has no chat template.
    """

    def __init__(
        self, model: Any, tokenizer: Any, name: str, examples: bool = True, lookup: int = 0  # noqa: ANN401
    ) -> None:  # fmt: skip
        if not tokenizer.chat_template:
            message = f"The answer model {name!r} has no chat template: it only continues texts."
            raise ModelError(message, "Choose an instruct or chat version of it.")
        self.model, self.tokenizer, self.examples = model, tokenizer, examples
        self._name = name
        self.lookup = 0 if getattr(model, "_is_stateful", False) else lookup
        self._stop = Stop()
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
        self.context = min(_positions(model.config), CONTEXT)
        asked = self._prompt([Turn("user", "?")])
        # Some templates open the thinking themselves, so that the output holds its end alone.
        self._opened = asked.rstrip().endswith("<think>")
        self.most = THINKING if self._opened else NEW_TOKENS
        self._ends = self._end_tokens(asked)
        _leave_when(model, lambda: self._stop.is_set())

    def count(self, turns: Sequence[Turn]) -> int:
        """How many tokens these turns are as a prompt."""
        return len(self._tokens(self._prompt(turns)))

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        """The answer piece by piece; ``stop`` is seen at every layer, so within milliseconds."""
        import torch
        from transformers import TextIteratorStreamer

        class Counting(TextIteratorStreamer):  # type: ignore[misc]
            tokens = 0

            def put(self, value: Any) -> None:  # noqa: ANN401
                self.tokens += 0 if self.next_tokens_are_prompt else value.numel()
                super().put(value)

        ids = torch.tensor([self._tokens(self._prompt(turns))], device=self.model.device)
        streamer = Counting(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        failures = list[Exception]()
        self._stop = stop

        def run() -> None:
            try:
                self.model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    streamer=streamer,
                    max_new_tokens=max(1, min(self.most, self.context - ids.shape[1])),
                    do_sample=False,
                    temperature=None, top_p=None, top_k=None,
                    eos_token_id=self._ends,
                    pad_token_id=self.tokenizer.pad_token_id,
                    **({"prompt_lookup_num_tokens": self.lookup} if self.lookup else {}),
                )  # fmt: skip
            except _StoppedError:
                streamer.end()
            except Exception as error:  # noqa: BLE001 - handed to the reader below
                failures.append(error)
                streamer.end()

        # No daemon: a thread that computes while the interpreter ends would abort the process.
        worker = threading.Thread(target=run, name="answer-model")
        worker.start()
        try:
            if self._opened:
                yield Piece("<think>", 0)
            told = 0
            for text in streamer:
                tokens = streamer.tokens
                if text or tokens > told:
                    yield Piece(text, tokens - told)
                told = tokens
        finally:
            stop.set()
            worker.join()
            self._stop = Stop()
        if failures:
            raise _failure(self._name, failures[0])

    def _prompt(self, turns: Sequence[Turn]) -> str:
        signs = self.tokenizer.all_special_tokens
        messages = [{"role": t.role, "content": harmless(t.content, signs)} for t in turns]
        prompt: str = self.tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        return prompt

    def _tokens(self, prompt: str) -> list[int]:
        # The template has written the begin mark already.
        ids: list[int] = self.tokenizer(prompt, add_special_tokens=False).input_ids
        return ids

    def _end_tokens(self, asked: str) -> list[int]:
        """What ends an answer: what the model's files say, and what its template writes there."""
        said = self.model.generation_config.eos_token_id
        ends = [said] if isinstance(said, int) else list(said or ())
        if self.tokenizer.eos_token_id is not None:
            ends.append(self.tokenizer.eos_token_id)
        turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "Yes"}]
        whole = self.tokenizer.apply_chat_template(turns, tokenize=False)
        after = whole.rpartition("Yes")[2].strip()
        if after and (first := self._tokens(after)[0]) in self.tokenizer.all_special_ids:
            ends.append(first)
        return sorted(set(ends))


def _positions(config: Any) -> int:  # noqa: ANN401
    """How many positions the model was made for; models of several kinds keep it further in."""
    text = config.get_text_config() if hasattr(config, "get_text_config") else config
    return int(getattr(text, "max_position_embeddings", None) or CONTEXT)


def _leave_when(model: Any, stopped: Any) -> None:  # noqa: ANN401
    """Look before every linear layer whether to stop.

    A stopping criterion is asked once a token: a large model may take a minute to read its prompt.
    """
    from torch.nn import Linear

    def look(*_: object) -> None:
        if stopped():
            raise _StoppedError

    for module in model.modules():
        if isinstance(module, Linear):
            module.register_forward_pre_hook(look)


def _failure(name: str, error: Exception) -> ModelError:
    if is_out_of_memory(error):
        message = f"The answer model {name!r} ran out of memory while it wrote."
        return ModelError(message, "Choose a smaller model, or --precision 4bit.")
    first = str(error).strip().split("\n")[0][:200] or type(error).__name__
    return ModelError(f"The answer model {name!r} failed: {first}.", "Or use --writer quotes.")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a failure of torch or Python means that there was no memory left."""
    import torch

    said = str(error).lower()
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or (
        isinstance(error, RuntimeError) and ("allocate memory" in said or "out of memory" in said)
    )
