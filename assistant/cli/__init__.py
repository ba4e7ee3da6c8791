"""The command line: one file a command, loaded when it is called, so that ``--help`` is instant."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import fields
from difflib import get_close_matches
from functools import update_wrapper
from typing import Any

import click

from assistant import __version__
from assistant.settings import Settings, load_settings
from assistant.watching import logs

COMMANDS = {
    "ask": "Answer a question, or a file of questions, from the collection.",
    "calibrate": "Fit the gate to the collection, without labels.",
    "chat": "Serve the chat page.",
    "collections": "List the collections that lie side by side.",
    "delete": "Take papers out of the collection.",
    "eval": "Measure how good the answers are.",
    "doctor": "Check the collection and mend what can be mended.",
    "export": "Write the papers to a file that can be ingested again.",
    "ingest": "Bring files of papers into the collection.",
    "models": "List, check and download answer models.",
    "papers": "List papers, by author, venue or year.",
    "replay": "Make a kept answer again and say what has changed.",
    "search": "Find papers; many queries at once give a TREC run.",
    "show": "Show one paper.",
}


_EVERYWHERE = ("store", "catalog", "index", "cache", "verbose", "log_format")
"""Settings that every command has a flag for."""


class _LazyGroup(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"assistant.cli.{name}").command
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, args)
        except click.UsageError as error:
            near = " or ".join(get_close_matches(args[0], COMMANDS))
            message = f"{error.message} Did you mean {near}?" if near else error.message
            raise click.UsageError(message, context) from None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def settings_options(*only: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command a flag for each of these settings (all where none is named), and ``settings``.

    The wrapped function gets one ``settings`` argument; the flags also stand before the command's
    name, as in ``paper-assistant --store DIR ask``.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_context
        def run(context: click.Context, /, **values: Any) -> Any:  # noqa: ANN401
            flags = {f.name: values.pop(f.name) for f in fields(Settings) if f.name in values}
            outer = (context.obj or {}) if context.parent else {}
            given = outer | {name: value for name, value in flags.items() if value is not None}
            settings = load_settings(given)
            logs.configure(settings)
            return context.invoke(function, settings=settings, **values)

        wrapped = update_wrapper(run, function)
        for setting in reversed(fields(Settings)):
            if not only or setting.name in only or setting.name in _EVERYWHERE:
                wrapped = _flag(setting.name, **setting.metadata)(wrapped)
        return wrapped

    return decorate


def _flag(name: str, help: str, switch: bool = False) -> Callable[..., Any]:
    option = f"--{name.replace('_', '-')}"
    if switch:
        return click.option(option, name, flag_value="true", default=None, help=help)
    return click.option(option, name, default=None, metavar=name.upper(), help=help)


@click.command(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: paper-assistant ask 'Which papers study attention?'",
)
@click.version_option(__version__, prog_name="paper-assistant")
@_flag("store", "Folder of the collection.")
@_flag("verbose", "Tell how long each stage took, and where a fault lies.", switch=True)
@click.pass_context
def cli(context: click.Context, store: str | None, verbose: str | None) -> None:
    """Ask a collection of paper abstracts; every statement carries a checked citation."""
    given = {"store": store, "verbose": verbose}
    context.obj = {name: value for name, value in given.items() if value}
