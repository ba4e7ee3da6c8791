"""The embedded embedding model, run by torch alone: a BERT encoder, mean pooling, unit length.

sentence-transformers gives the same vectors (a test compares them), but importing it takes longer
than everything else that a first answer needs.  Architecture: Devlin et al., arXiv 1810.04805;
pooling: Reimers & Gurevych, arXiv 1908.10084.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONGEST = 256
"""Word pieces that the model reads of a text; what follows is left out."""
_TOKENS = 2048
"""Word pieces in a core's batch: more do not fit into its cache, fewer leave it waiting."""
_TOKENS_ELSEWHERE = 32768


class MiniLM:
    """A sentence encoder of BERT's kind, from a folder of sentence-transformers' layout.

    Args:
        folder: Holds ``config.json``, ``tokenizer.json`` and ``model.safetensors``.
        device: As torch names it.
    """

    def __init__(self, folder: Path, device: str = "cpu") -> None:
        from safetensors.torch import load_file
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._layers = range(int(config["num_hidden_layers"]))
        self._heads, self._epsilon = int(config["num_attention_heads"]), config["layer_norm_eps"]
        self._weights = _merged(load_file(folder / "model.safetensors", device), len(self._layers))
        self._laid_out = _laid_out(self._weights) if device == "cpu" else {}
        self._device = device
        # Sixteen at once take a third more time and memory than two after two.
        self._turns = BoundedSemaphore(os.cpu_count() or 1)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of texts, shape ``(texts, dimensions)``, in the order given."""
        with self._turns:
            return self._encoded(texts)

    def _encoded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        dimensions = len(self._weights["embeddings.LayerNorm.weight"])
        vectors = np.empty((len(tokens), dimensions), dtype=np.float32)
        at_once = _TOKENS if self._device == "cpu" else _TOKENS_ELSEWHERE
        batches = list(batches_by_length([len(ids) for ids in tokens], at_once))
        work = [[tokens[row] for row in rows] for rows in batches]
        for rows, found in zip(batches, self._side_by_side(work), strict=True):
            vectors[rows] = found
        return vectors

    def _side_by_side(self, batches: list[list[list[int]]]) -> list[NDArray[np.float32]]:
        """Every batch's vectors, a core a batch: cores that share one wait for each other."""
        import torch

        cores = torch.get_num_threads()
        if self._device != "cpu" or min(cores, len(batches)) == 1:
            return [self._vectors(batch) for batch in batches]
        try:
            with ThreadPoolExecutor(
                cores, initializer=torch.set_num_threads, initargs=(1,)
            ) as pool:
                return list(pool.map(self._vectors, batches))
        finally:
            torch.set_num_threads(cores)  # what the workers set holds for threads to come

    def _vectors(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import torch
        from torch.nn.functional import normalize, scaled_dot_product_attention

        longest = max(map(len, tokens))
        ids = torch.zeros((len(tokens), longest), dtype=torch.long)
        mask = torch.zeros((len(tokens), longest), dtype=torch.bool)
        for row, numbers in enumerate(tokens):
            ids[row, : len(numbers)] = torch.tensor(numbers)
            mask[row, : len(numbers)] = True
        ids, mask = ids.to(self._device), mask.to(self._device)
        with torch.inference_mode():
            hidden = self._embedded(ids)
            attended = None if bool(mask.all()) else mask[:, None, None, :]
            for layer in self._layers:
                name = f"encoder.layer.{layer}."
                parts = self._linear(hidden, f"{name}attention.self")
                parts = parts.view(*ids.shape, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
                query, key, value = parts
                mixed = scaled_dot_product_attention(query, key, value, attn_mask=attended)
                mixed = mixed.transpose(1, 2).reshape(hidden.shape)
                mixed = self._linear(mixed, f"{name}attention.output.dense")
                hidden = self._normed(hidden + mixed, f"{name}attention.output.LayerNorm")
                wide = self._linear(hidden, f"{name}intermediate.dense", "gelu")
                wide = self._linear(wide, f"{name}output.dense")
                hidden = self._normed(hidden + wide, f"{name}output.LayerNorm")
            weights = mask.unsqueeze(-1)
            mean = (hidden.float() * weights).sum(1) / weights.sum(1)
            return np.asarray(normalize(mean, dim=1).cpu().numpy(), dtype=np.float32)

    def _embedded(self, ids: Any) -> Any:  # noqa: ANN401 - torch ships no types that mypy reads
        weights, name = self._weights, "embeddings"
        places = weights[f"{name}.position_embeddings.weight"][: ids.shape[1]]
        kind = weights[f"{name}.token_type_embeddings.weight"][0]
        words = weights[f"{name}.word_embeddings.weight"][ids]
        return self._normed(words + places + kind, f"{name}.LayerNorm")

    def _linear(self, values: Any, name: str, then: str = "none") -> Any:  # noqa: ANN401
        from torch.nn.functional import gelu, linear

        bias = self._weights[f"{name}.bias"]
        if name in self._laid_out:
            return _product(values, self._laid_out[name], bias, then)
        found = linear(values, self._weights[f"{name}.weight"], bias)
        return gelu(found) if then == "gelu" else found

    def _normed(self, values: Any, name: str) -> Any:  # noqa: ANN401
        from torch.nn.functional import layer_norm

        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return layer_norm(values, weight.shape, weight, bias, self._epsilon)


def batches_by_length(lengths: Sequence[int], at_once: int = _TOKENS) -> Iterator[list[int]]:
    """Rows in batches of nearly one length, the longest first: little of a batch is padding."""
    rows = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    while rows:
        number = max(1, at_once // max(1, lengths[rows[0]]))
        yield rows[:number]
        rows = rows[number:]


def _merged(weights: dict[str, Any], layers: int) -> dict[str, Any]:
    """The weights with each layer's query, key and value in one matrix: one product, not three."""
    import torch

    merged = dict(weights)
    for layer in range(layers):
        name = f"encoder.layer.{layer}.attention.self"
        for kind in ("weight", "bias"):
            parts = [merged.pop(f"{name}.{part}.{kind}") for part in ("query", "key", "value")]
            merged[f"{name}.{kind}"] = torch.cat(parts)
    return merged


def _laid_out(weights: dict[str, Any]) -> dict[str, Any]:
    """Matrices as oneDNN wants them, by layer, taken out of ``weights``; none where it cannot.

    Else it lays them out anew for each batch, and ``gelu`` reads and writes once more what the
    product has just written: a twelfth of the time together, a quarter of a question's.
    """
    import torch

    can = torch.backends.mkldnn.is_available() and hasattr(torch.ops, "mkldnn")
    names = [name.removesuffix(".weight") for name in weights if name.endswith("dense.weight")]
    names += [name.removesuffix(".weight") for name in weights if name.endswith(".self.weight")]
    try:
        made = {
            name: torch.ops.mkldnn._reorder_linear_weight(weights[f"{name}.weight"], None)
            for name in names
            if can and name.startswith("encoder.")
        }
        for name, matrix in made.items():
            bias = weights[f"{name}.bias"]
            _product(torch.zeros((1, weights[f"{name}.weight"].shape[1]), dtype=bias.dtype),
                     matrix, bias, "gelu")  # fmt: skip
    except (RuntimeError, AttributeError):  # what PyTorch's own compiler calls is no promise
        return {}
    for name in made:
        del weights[f"{name}.weight"]
    return made


def _product(values: Any, matrix: Any, bias: Any, then: str) -> Any:  # noqa: ANN401
    """``then(values @ matrix + bias)`` by oneDNN, with a matrix from ``_laid_out``."""
    import torch

    return torch.ops.mkldnn._linear_pointwise(values, matrix, bias, then, [], "none")
