"""Everything that can go wrong, as one tree; the command line prints these without a traceback.

AssistantError
├── SettingsError        a flag, environment variable or settings file holds a wrong value
├── InputError           a file or question that was given cannot be used
│   ├── QuestionError    the question is empty or too long
│   └── UnknownFormatError   a file is like none of the formats that can be read
├── StoreError           the collection's folder cannot be used
│   ├── EmptyStoreError      it holds no papers yet
│   ├── StoreBusyError       another process is writing to it
│   ├── StoreFullError       the disk is full
│   └── StoreMismatchError   its vectors were made by another embedding model
└── ModelError           a model cannot be found, loaded or run
"""


class AssistantError(Exception):
    """A failure that a person can mend: what was found, what was expected, what to type next.

    Args:
        message: What was found and what was expected, one or two sentences.
        hint: What to type or do next; shown after the message.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(AssistantError):
    """A flag, environment variable or settings file holds a wrong value."""

    exit_code = 2


class InputError(AssistantError):
    """A file, record or question that was given cannot be used."""


class QuestionError(InputError):
    """The question is empty or too long."""

    exit_code = 2


class UnknownFormatError(InputError):
    """A file is like none of the formats that can be read."""


class StoreError(AssistantError):
    """The collection's folder cannot be read or written."""


class EmptyStoreError(StoreError):
    """The collection holds no papers yet."""


class StoreBusyError(StoreError):
    """Another process is writing to the collection."""


class StoreFullError(StoreError):
    """There is no space left for the collection; what was stored before is whole.

    Args:
        place: The file or folder that cannot grow.
    """

    def __init__(self, place: object) -> None:
        message = f"The disk is full: {place} cannot be written. What was stored before is whole."
        super().__init__(message, "Free some space, then run the same command to go on.")


class StoreMismatchError(StoreError):
    """The collection's vectors were made by another embedding model."""


class ModelError(AssistantError):
    """A model cannot be found, loaded or run."""
