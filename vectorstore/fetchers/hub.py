"""Datasets of the Hugging Face hub, through the ``datasets`` library (an extra), row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from vectorstore.fetchers.http import Client
from vectorstore.fetchers.pages import Pages
from vectorstore.rejection import Rejection

_CARDS = ("README.md", ".huggingface.yaml")
"""Where a dataset says which files its rows are in; that may be any address or path."""


def _checked_card(dataset: str) -> str:
    """The commit of a dataset whose card names files of its own alone.

    The library looks at what the card names before it can be asked what that is, so the card is
    read here first: it might name an address inside the network, or a file of this machine.
    """
    import yaml
    from huggingface_hub import DatasetCard, HfApi
    from huggingface_hub.errors import EntryNotFoundError

    api = HfApi()
    commit = str(api.dataset_info(dataset).sha)
    for name in _CARDS:
        with suppress(EntryNotFoundError):
            file = api.hf_hub_download(dataset, name, repo_type="dataset", revision=commit)
            if name.endswith(".md"):
                about = DatasetCard.load(file, ignore_metadata_errors=True).data.to_dict()
            else:
                about = yaml.safe_load(Path(file).read_text(encoding="utf-8")) or {}
            for text in _texts(about.get("configs")):
                if "://" in text or text.startswith(("/", "~", "\\")) or ".." in text:
                    raise _elsewhere(dataset, text)
    return commit


def _texts(value: object) -> Iterator[str]:
    """Every text within a value of YAML."""
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _only_its_own(files: Mapping[str, Iterable[object]], dataset: str, commit: str) -> None:
    """The same once more, of what the library has made of the card."""
    own = f"hf://datasets/{dataset}@{commit}/"
    for file in (str(file) for some in files.values() for file in some):
        if not file.startswith(own) or ".." in file:
            raise _elsewhere(dataset, file)


def _elsewhere(dataset: str, file: str) -> InputError:
    message = f"The dataset {dataset} leads to {file[:100]}, from where nothing is fetched."
    return InputError(message, "Download the file yourself and ingest that.")


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
        if Path(dataset).exists():
            builder = datasets.load_dataset_builder(dataset)
        else:
            commit = _checked_card(dataset)
            builder = datasets.load_dataset_builder(dataset, revision=commit)
            _only_its_own(builder.config.data_files or {}, dataset, commit)
        rows = builder.as_streaming_dataset(split=split or "train")
        for number, row in enumerate(islice(rows, limit), start=1):
            yield number, dict(row)
    except InputError:
        raise
    except Exception as error:
        reason = str(error).strip().split("\n")[0][:200].rstrip(". ")
        message = f"The dataset {name} cannot be loaded: {reason}."
        raise InputError(message, "Check its name, its split, and the network.") from error
