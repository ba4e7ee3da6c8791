"""Datasets of the Hugging Face hub, through the ``datasets`` library (an extra), row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from assistant.errors import InputError
from vectorstore.fetchers.http import Client
from vectorstore.fetchers.pages import Pages
from vectorstore.rejection import Rejection


def _only_from_the_hub(files: Mapping[str, Iterable[object]], dataset: str) -> None:
    """Refuse a dataset whose card sends its reader to another host for the data."""
    for file in (str(file) for some in files.values() for file in some):
        host, there, _ = file.partition("://")
        if there and host != "hf":
            message = f"The dataset {dataset} leads to {file[:100]}, from where nothing is fetched."
            raise InputError(message, "Download the file yourself and ingest that.")


def records(
    client: Client, name: str, pages: Pages, limit: int | None = None
) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(row, record)`` of a dataset, or of a folder of data files; ``NAME@SPLIT`` takes a split.

    Raises:
        InputError: The library is not installed, or the dataset cannot be loaded.
    """
    try:
        import datasets
    except ImportError as error:
        message = "Fetching from the Hugging Face hub needs the library 'datasets'."
        raise InputError(message, "Run: pip install 'paper-assistant[datasets]'") from error
    dataset, _, split = name.partition("@")
    try:
        builder = datasets.load_dataset_builder(dataset)
        _only_from_the_hub(builder.config.data_files or {}, dataset)
        rows = builder.as_streaming_dataset(split=split or "train")
        for number, row in enumerate(islice(rows, limit), start=1):
            yield number, dict(row)
    except InputError:
        raise
    except Exception as error:
        reason = str(error).strip().split("\n")[0][:200]
        message = f"The dataset {name} cannot be loaded: {reason}."
        raise InputError(message, "Check its name, its split, and the network.") from error
