"""Who may use the page: needed as soon as it listens beyond this machine.

A password file holds a line ``name:scrypt:salt:hash`` for everybody who may; ``line`` makes one.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.errors import SettingsError

PASSWORD = "PAPER_ASSISTANT_PASSWORD"  # noqa: S105 - the variable's name
ANYBODY = "reader"
_WORK = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
_SCHEME = "scrypt"

Check = Callable[[str, str], bool]
"""Whether a name and a password belong together."""


def guard(
    host: str, file: Path | None, open_to_all: bool, environment: Mapping[str, str] = os.environ
) -> Check | None:
    """What checks names and passwords; None where anybody may come in.

    Args:
        host: The address that the page will listen on.
        file: A password file.
        open_to_all: Whether ``--no-auth`` was spelled out.
        environment: Where a single password may stand, for the name ``reader``.

    Raises:
        SettingsError: The host is reachable from elsewhere and nobody is told apart, or the file
            cannot be read.
    """
    if open_to_all:
        return None
    if file:
        return _of_file(file)
    if password := environment.get(PASSWORD):
        return _of_lines([line(ANYBODY, password)])
    if is_loopback(host):
        return None
    message = f"The page would be open to everybody who can reach {host}."
    hint = (
        f"Give a password with --auth FILE or {PASSWORD}, keep to --host 127.0.0.1, "
        "or say --no-auth."
    )
    raise SettingsError(message, hint)


def opens(check: Check, authorization: str) -> bool:
    """Whether a header ``Bearer name:password`` lets its sender in."""
    name, _, password = authorization.removeprefix("Bearer ").strip().partition(":")
    return check(name, password)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def line(name: str, password: str) -> str:
    """A line of a password file; the password cannot be read from it."""
    salt = secrets.token_bytes(16)
    return f"{name}:{_SCHEME}:{salt.hex()}:{_hash(password, salt).hex()}"


def _of_file(file: Path) -> Check:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"The password file {file} cannot be read: {error}."
        raise SettingsError(
            message, "Make a line with: paper-assistant chat --hash NAME"
        ) from error
    return _of_lines([text.strip() for text in lines if text.strip()])


def _of_lines(lines: list[str]) -> Check:
    known: dict[str, tuple[bytes, bytes]] = {}
    for number, text in enumerate(lines, 1):
        try:
            name, scheme, salt, digest = text.split(":")
            known[name] = bytes.fromhex(salt), bytes.fromhex(digest)
        except ValueError:
            scheme = ""
        if scheme != _SCHEME:
            message = f"Line {number} of the password file is not name:scrypt:salt:hash."
            raise SettingsError(message, "Make it with: paper-assistant chat --hash NAME")
    if not known:
        message = "The password file names nobody."
        raise SettingsError(message, "Make a line with: paper-assistant chat --hash NAME")

    def check(name: str, password: str) -> bool:
        # An unknown name takes as long as a wrong password.
        salt, digest = known.get(name, (b"nobody", b""))
        return hmac.compare_digest(_hash(password[:1000], salt), digest)

    return check


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **_WORK)
