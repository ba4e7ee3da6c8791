"""Every setting once: its name, type, default and help; flags > environment > file > defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

import platformdirs

from assistant.errors import SettingsError
from assistant.models.naming import parse
from vectorstore.fetchers.hosts import Hosts
from vectorstore.place import EMBEDDED, Place, shown

APP = "paper-assistant"
ENVIRONMENT_PREFIX = "PAPER_ASSISTANT_"
SETTINGS_FILE = "paper-assistant.toml"
__all__ = ["EMBEDDED", "Settings", "load_settings"]


_DATABASES = ("postgresql://", "postgres://")
_SERVERS = ("http://", "https://")


def _default_store() -> Path:
    return platformdirs.user_data_path(APP) / "store"


def _default_cache() -> Path:
    return platformdirs.user_cache_path(APP)


def _setting(
    default: Any,  # noqa: ANN401 - of any type
    help_: str,
    switch: bool = False,
    secret: bool = False,
) -> Any:  # noqa: ANN401
    about = {"help": help_, "switch": switch}
    if callable(default):
        return field(default_factory=default, metadata=about, repr=not secret)
    return field(default=default, metadata=about, repr=not secret)


@dataclass(frozen=True)
class Settings:
    """What a run is configured with; vary it with ``dataclasses.replace``."""

    store: Path = _setting(_default_store, "Folder of the collection.")
    catalog: str = _setting(
        EMBEDDED,
        "Where the papers are: 'embedded' (SQLite in the folder), or "
        "postgresql://USER@HOST/DATABASE (extra 'postgres').",
        secret=True,
    )
    index: str = _setting(
        EMBEDDED,
        "Where the vectors are: 'embedded' (Chroma in the folder), or a Chroma server: "
        "http://HOST:PORT.",
        secret=True,
    )
    cache: Path = _setting(_default_cache, "Folder for converted models.")
    embedding_model: str = _setting(
        EMBEDDED, "'embedded', a Hugging Face model name, or a local folder."
    )
    answer_model: str = _setting(
        EMBEDDED,
        "'embedded', 'none', a Hugging Face name, a folder, FILE.gguf, ollama:MODEL or "
        "openai:MODEL@http://HOST/v1.",
    )
    adapter: str = _setting(
        EMBEDDED, "What the embedded model was taught: 'embedded', 'none', or a file or folder."
    )
    reranker: str = _setting(
        "none",
        "A cross-encoder that orders the best 30 papers anew: 'none', a Hugging Face model name, "
        "or a local folder.",
    )
    support_model: str = _setting(
        "none",
        "A cross-encoder that checks the model's sentences (NLI or hallucination): 'none', a "
        "Hugging Face model name, or a local folder.",
    )
    closely: Literal["auto", "always", "never"] = _setting(
        "auto",
        "Whether a model's sentence must keep to the words that it cites: 'auto' (unless a support "
        "model reads it, or the model was measured to write well), 'always' or 'never'.",
    )
    device: str = _setting("auto", "'auto', 'cpu', 'cuda' or 'mps'.")
    precision: Literal["auto", "float32", "bfloat16", "float16", "4bit"] = _setting(
        "auto", "Of the answer model's weights: 'auto', 'float32', 'bfloat16', 'float16', '4bit'."
    )
    lookup: int = _setting(
        8, "Tokens that a model in this process guesses from its prompt at a time; 0 for none."
    )
    patience: float = _setting(60.0, "Seconds that the answer model may say nothing.")
    answers_at_once: int = _setting(
        0, "Answers that a model's server writes at once; 0: one by Ollama, four by others."
    )
    writer: Literal["auto", "quotes", "prose"] = _setting(
        "auto", "Answer by quotes, by verified prose, or as the model's measured skill allows."
    )
    show_dropped: bool = _setting(
        False, "Show what the model wrote and the check refused, struck through, with the reason."
    )
    judge: bool = _setting(
        False, "Let the answer model vote on evidence: a little better, about a second slower."
    )
    words: int = _setting(130, "About how many words an answer may have.")
    answer_threshold: float | None = _setting(
        None,
        "Answer where a paper's probability is at least this; higher abstains more. By default as "
        "'calibrate' has found for the collection, else 0.12.",
    )
    list_threshold: float | None = _setting(
        None,
        "List papers that are on the topic with at least this probability; lower lists more. By "
        "default a list ends where more of it would likely add more wrong papers than right ones.",
    )
    draw_map: bool = _setting(
        True, "Draw the map of the collection in the background after an ingest."
    )
    host: str = _setting("127.0.0.1", "Address that the chat page listens on.")
    allow_host: str = _setting(
        "", "Further hosts whose files the page adds by link: 'papers.example.org, 10.0.0.5:8000'."
    )
    verbose: bool = _setting(
        False, "Tell how long each stage of an answer took, and more.", switch=True
    )
    log_format: Literal["text", "json"] = _setting(
        "text", "Log lines for people, or 'json': an object a line."
    )
    traces: str = _setting(
        "", "OpenTelemetry collector for traces, such as http://127.0.0.1:4317 (extra 'traces')."
    )
    requests_a_minute: int = _setting(
        240, "Questions and the like that one address may send the page a minute; 0 for any number."
    )
    port: int = _setting(7860, "Port of the chat page; the next free one is taken if it is busy.")

    @property
    def place(self) -> Place:
        """Where the collection is."""
        return Place(self.store, self.catalog, self.index)

    def alone_in(self, folder: Path) -> Settings:
        """The same settings over a collection of files in another folder, whatever servers hold."""
        return replace(self, store=folder, catalog=EMBEDDED, index=EMBEDDED)

    def __post_init__(self) -> None:
        for name, schemes in (("catalog", _DATABASES), ("index", _SERVERS)):
            given = getattr(self, name)
            right = given == EMBEDDED or given.startswith(schemes)
            _check(right, name, shown(given), f"'{EMBEDDED}' or begin with {schemes[0]}")
        _check(self.words >= 20, "words", self.words, "a number of at least 20")
        for name in ("answer_threshold", "list_threshold"):
            least = getattr(self, name)
            _check(least is None or 0 <= least <= 1, name, least, "0 to 1")
        _check(self.patience > 0, "patience", self.patience, "a number of seconds above 0")
        _check(self.lookup >= 0, "lookup", self.lookup, "0 or more")
        _check(self.answers_at_once >= 0, "answers_at_once", self.answers_at_once, "0 or more")
        parse(self.answer_model)
        try:
            Hosts.of(self.allow_host)
        except ValueError:
            expected = "hosts with commas between, such as 'papers.example.org, 10.0.0.5:8000'"
            _check(False, "allow_host", self.allow_host, expected)
        rate = self.requests_a_minute
        _check(rate >= 0, "requests_a_minute", rate, "0 or more")
        _check(0 <= self.port < 65536, "port", self.port, "a port number from 0 to 65535")


def _check(valid: bool, name: str, found: object, expected: str) -> None:
    if not valid:
        message = f"The setting '{name}' is {found!r}; it must be {expected}."
        raise SettingsError(message)


def load_settings(
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Read the settings: given flags first, then ``PAPER_ASSISTANT_*``, the file, the defaults.

    Args:
        flags: Values from the command line; ``None`` values count as not given.
        environment: Variables to read; the process's own by default.
        folder: Where ``paper-assistant.toml`` may lie; the working folder by default.

    Raises:
        SettingsError: A name is unknown or a value has the wrong type or range.
    """
    environment = os.environ if environment is None else environment
    names = [f.name for f in fields(Settings)]
    values: dict[str, object] = _read_file((folder or Path.cwd()) / SETTINGS_FILE, names)
    for name in names:
        if given := environment.get(ENVIRONMENT_PREFIX + name.upper()):
            values[name] = given
    values |= {name: value for name, value in (flags or {}).items() if value is not None}
    return _validated(values)


def _read_file(path: Path, names: list[str]) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        message = f"The settings file {path} cannot be read: {error}."
        raise SettingsError(message, "Mend or delete it.") from error
    unknown = sorted(set(values) - set(names))
    if unknown:
        message = f"{path} has the unknown setting '{unknown[0]}'; known are {', '.join(names)}."
        raise SettingsError(message)
    return values


def _validated(values: dict[str, object]) -> Settings:
    from pydantic import TypeAdapter, ValidationError

    try:
        settings = TypeAdapter(Settings).validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        message = f"The setting '{name}' is {first['input']!r}: {first['msg'].lower()}."
        raise SettingsError(message) from error
    return settings
