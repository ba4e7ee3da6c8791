"""``paper-assistant chat``: serve the page."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli import settings_options
from assistant.cli.progress import ProgressLines
from assistant.settings import Settings


@click.command(
    "chat",
    short_help="Serve the chat page.",
    epilog="Example: paper-assistant chat --port 8000",
)
@settings_options()
@click.option(
    "--auth", "passwords", type=click.Path(path_type=Path), metavar="FILE",
    help="Ask for a name and password of this file; needed where others can reach the page.",
)  # fmt: skip
@click.option("--no-auth", is_flag=True, help="Let everybody in who can reach the page.")
@click.option("--add", is_flag=True, help="Let papers be added on the page even where other "
              "machines reach it.")  # fmt: skip
@click.option("--mcp", is_flag=True, help="Serve the Model Context Protocol beside the page, "
              "at /mcp.")  # fmt: skip
@click.option("--hash", "name", metavar="NAME", help="Print a line for a password file, and end.")
def command(
    settings: Settings,
    passwords: Path | None,
    no_auth: bool,
    add: bool,
    mcp: bool,
    name: str | None,
) -> None:
    """Serve the chat page on this machine; the first start loads the built-in collection.

    The next free port is taken where the default one is busy; a port given with --port is taken
    as given.
    """
    from assistant.web import auth, server, startup

    if name:
        click.echo(auth.line(name, click.prompt("Password", hide_input=True, err=True)))
        return
    check = auth.guard(settings.host, passwords, no_auth)
    named = settings.port != Settings.port
    port = server.free_port(settings.host, settings.port, exactly=named)
    if port != settings.port and settings.port:
        click.echo(f"Port {settings.port} is taken; using {port}.", err=True)
    with ProgressLines() as progress:
        engine = startup.engine(settings, progress)
        features = startup.features(settings, mcp, add)

        def ready(url: str) -> None:
            click.echo(f"Open {url}" + (f", MCP server at {url}/mcp" if mcp else ""))

        server.serve(engine, settings.host, port, ready, check, features)
