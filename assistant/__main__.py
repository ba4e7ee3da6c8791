"""The ``paper-assistant`` command; failures end in a sentence, not a traceback."""

from __future__ import annotations

import os
import sys
import traceback

from assistant.errors import AssistantError

FAULT = 70
"""Exit status for a fault of the program itself, as BSD's ``sysexits.h`` has it."""


def main() -> None:
    """Run the command line and exit with its status."""
    from assistant.cli import cli

    try:
        cli.main(prog_name="paper-assistant")
    except AssistantError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(error.exit_code)
    except MemoryError:
        sys.stderr.write("Error: There is not enough memory for this. Close other programs.\n")
        sys.exit(FAULT)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone, as in ``| head``; leave without a word.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is told in a sentence
        _tell_fault(error)
        sys.exit(FAULT)


def _tell_fault(error: Exception) -> None:
    """A fault of the program as a sentence; its traceback is for those who ask for it."""
    reason = (str(error).strip().splitlines() or [""])[0][:200]
    sys.stderr.write(
        f"Error: The program failed ({type(error).__name__}: {reason}). This is a fault in it; "
        "nothing that was stored is lost. Run the same command with --verbose to see where.\n"
    )
    if "--verbose" in sys.argv:
        traceback.print_exception(error, limit=-12)


if __name__ == "__main__":
    main()
