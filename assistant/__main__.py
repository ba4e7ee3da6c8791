"""The ``paper-assistant`` command; failures end in a sentence, not a traceback."""

from __future__ import annotations

import os
import sys

from assistant.errors import AssistantError


def main() -> None:
    """Run the command line and exit with its status."""
    from assistant.cli import cli

    try:
        cli.main(prog_name="paper-assistant")
    except AssistantError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone, as in ``| head``; leave without a word.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
