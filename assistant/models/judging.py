"""A language model as a judge of evidence: how well does a sentence predict the question?

It never writes.  Two likelihoods vote: of the question's words after the sentence, and of the
sentence after the question, beside the sentence on its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.models.answering import AnswerModel

_BATCH = 16


class LikelihoodJudge:
    """Scores the sentences of one paper by a causal language model's log-probabilities.

    Args:
        model: The answer model; loaded on first use.
    """

    def __init__(self, model: AnswerModel) -> None:
        self._model = model

    def votes(self, question: str, title: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Mean log-probabilities in nats, shape ``(sentences, 2)``.

        Column 0 is of the question given the sentence; column 1 is of the sentence given the
        question, less that of the sentence without it.
        """
        asks = [f"Paper: {title}\nSentence: {s}\nQuestion:" for s in sentences]
        given = [f"Paper: {title}\nQuestion: {question}\nAnswer:"] * len(sentences)
        alone = [f"Paper: {title}\nAnswer:"] * len(sentences)
        said = [f" {s}" for s in sentences]
        forward = self._mean(asks, [f" {question}"] * len(sentences))
        backward = self._mean(given, said) - self._mean(alone, said)
        return np.stack([forward, backward], axis=1)

    def _mean(self, contexts: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean log-probability of the tokens of each text after its context."""
        import torch

        with self._model.held() as (model, tokenizer):
            before = [tokenizer(c).input_ids for c in contexts]
            after = [tokenizer(t, add_special_tokens=False).input_ids for t in texts]
            result = np.zeros(len(texts), dtype=np.float32)
            order = sorted(range(len(texts)), key=lambda i: len(before[i]) + len(after[i]))
            for start in range(0, len(order), _BATCH):
                rows = order[start : start + _BATCH]
                width = max(len(before[i]) + len(after[i]) for i in rows)
                ids = torch.full((len(rows), width), tokenizer.pad_token_id)
                seen = torch.zeros((len(rows), width), dtype=torch.long)
                for row, i in enumerate(rows):
                    tokens = before[i] + after[i]
                    ids[row, : len(tokens)] = torch.tensor(tokens)
                    seen[row, : len(tokens)] = 1
                with torch.inference_mode():
                    states = model.model(
                        ids.to(model.device), attention_mask=seen.to(model.device)
                    ).last_hidden_state
                    for row, i in enumerate(rows):
                        first, count = len(before[i]), len(after[i])
                        # Only the text's own positions reach the large output layer.
                        logits = model.lm_head(states[row, first - 1 : first + count - 1])
                        chances = logits.float().log_softmax(-1)
                        wanted = torch.tensor(after[i], device=chances.device)[:, None]
                        result[i] = float(chances.gather(1, wanted).mean())
        return result
