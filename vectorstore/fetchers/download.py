"""A file of papers from a host that the settings name: bounded, and never by a trick."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from assistant.errors import InputError
from vectorstore.fetchers.hosts import Hosts, port_of

LARGEST = 100 * 2**20
_SECONDS = 120.0
_HOPS = 5
_WAIT = 20.0
_DOWNLOAD = "Download the file yourself and add that."
_ODD = re.compile(r"[^\w.-]+")
Resolve = Callable[[str, int], list[str]]


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses that a name stands for.

    Raises:
        OSError: It stands for none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def download(
    link: str,
    folder: Path,
    hosts: Hosts,
    most: int = LARGEST,
    seconds: float = _SECONDS,
    resolve: Resolve = addresses_of,
) -> Path:
    """The file that a link leads to, in a folder.

    Every hop of it must lead to one of the hosts.  The address that a name stands for is looked at
    before it is asked, and that very address is asked: a second look could find another.

    Args:
        link: Where it is.
        folder: Where it is put.
        hosts: From where something may be fetched.
        most: Bytes that it may have.
        seconds: How long it may take.
        resolve: In place of the machine's own look-up of names.

    Raises:
        InputError: It leads elsewhere or inside, is too large or too slow, or cannot be had.
    """
    end = time.monotonic() + seconds
    with httpx.Client(timeout=_WAIT, follow_redirects=False, trust_env=False) as client:
        for _ in range(_HOPS):
            try:
                asked = _asked(link, hosts, resolve)
                with closing(client.send(asked, stream=True)) as answer:
                    if not answer.has_redirect_location:
                        return _kept(answer, link, folder, most, end)
                    link = urljoin(link, answer.headers["Location"])
            except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
                reason = str(error).split("\n")[0][:200] or type(error).__name__
                message = f"{link[:100]} could not be fetched: {reason}."
                raise InputError(message, f"Check the link. {_DOWNLOAD}") from error
    message = f"{link[:100]} leads on and on."
    raise InputError(message, _DOWNLOAD)


def _asked(link: str, hosts: Hosts, resolve: Resolve) -> httpx.Request:
    """A request of the address itself, with the name in its header and in TLS."""
    if not hosts.allow(link):
        message = f"The address leads to {link[:100]}, from where nothing is fetched."
        raise InputError(message, _DOWNLOAD)
    parts = urlsplit(link)
    host = str(parts.hostname)
    found = resolve(host, port_of(parts))
    if inside := [address for address in found if not hosts.may_be(address)]:
        message = f"{host} leads to {inside[0]}, an address inside this network."
        raise InputError(
            message, f"If that is meant, name the address too: --allow-host '{hosts}, {inside[0]}'"
        )
    literal = f"[{found[0]}]" if ":" in found[0] else found[0]
    url = httpx.URL(link).copy_with(fragment=None)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "Accept-Encoding": "identity",
        "User-Agent": "paper-assistant",
    }
    at = url.copy_with(host=literal)
    return httpx.Request("GET", at, headers=headers, extensions={"sni_hostname": host})


def _kept(answer: httpx.Response, link: str, folder: Path, most: int, end: float) -> Path:
    if answer.is_error:
        message = f"{link[:100]} answers with status {answer.status_code}."
        raise InputError(message, "Check the link.")
    name = _ODD.sub("_", urlsplit(link).path.rpartition("/")[2])[-80:].lstrip(".")
    file, size = folder / (name or "papers"), 0
    with file.open("wb") as out:
        for piece in answer.iter_raw():
            size += len(piece)
            if size > most:
                message = f"{link[:100]} holds more than {most / 2**20:,.0f} MB."
                raise InputError(message, "Download it yourself and use: paper-assistant ingest")
            if time.monotonic() > end:
                message = f"{link[:100]} comes too slowly."
                raise InputError(message, _DOWNLOAD)
            out.write(piece)
    return file
