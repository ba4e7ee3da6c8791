"""``paper-assistant chat``: serve the page."""

from __future__ import annotations

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
def command(settings: Settings) -> None:
    """Serve the chat page on this machine; the first start loads the built-in collection.

    The next free port is taken where the default one is busy; a port given with --port is taken
    as given.
    """
    from assistant.web import server, startup

    named = settings.port != Settings.port
    port = server.free_port(settings.host, settings.port, exactly=named)
    if port != settings.port and settings.port:
        click.echo(f"Port {settings.port} is taken; using {port}.", err=True)
    with ProgressLines() as progress:
        engine = startup.engine(settings, progress)
        server.serve(engine, settings.host, port, lambda url: click.echo(f"Open {url}"))
