"""Further hosts that files of papers may be fetched from, as the settings name them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z][a-z0-9-]{0,62}")
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Hosts:
    """Hosts, each with the port that is meant, or None for the usual one.

    Attributes:
        named: Such as ``("papers.example.org", None)`` or ``("10.0.0.5", 8000)``.
    """

    named: tuple[tuple[str, int | None], ...] = ()

    @classmethod
    def of(cls, text: str) -> Hosts:
        """From a list with commas or spaces between: ``papers.example.org, 10.0.0.5:8000``.

        Raises:
            ValueError: Something in it is no host.
        """
        return cls(tuple(_host(part) for part in re.split(r"[,\s]+", text.strip()) if part))

    def __bool__(self) -> bool:
        return bool(self.named)

    def __str__(self) -> str:
        shown = ((f"[{name}]" if ":" in name else name, port) for name, port in self.named)
        return ", ".join(name + (f":{port}" if port else "") for name, port in shown)

    def allow(self, link: str) -> bool:
        """Whether a link is http(s), without a password, and leads to one of the hosts."""
        try:
            parts = urlsplit(link)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.scheme not in _USUAL or parts.username is not None:
            return False
        port = None if port == _USUAL[parts.scheme] else port
        return (host.rstrip("."), port) in self.named

    def may_be(self, address: str) -> bool:
        """Whether a name may stand for this address: any public one, or one that is spelled out.

        A name that anybody's server may resolve must not lead to the machines in here.
        """
        found = _plain(ipaddress.ip_address(address.partition("%")[0]))
        spelled = {name for name, _ in self.named}
        if str(found) in spelled or ("localhost" in spelled and str(found) in _LOOPBACK):
            return True
        return found.is_global and not found.is_multicast


def port_of(parts: SplitResult) -> int:
    """The port that a link leads to."""
    return parts.port or _USUAL[parts.scheme]


def _plain(address: Address) -> Address:
    """The address of version 4 that one of version 6 stands for, where it does."""
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def _host(text: str) -> tuple[str, int | None]:
    parts = urlsplit(f"//{text.lower()}")
    name, port = (parts.hostname or "").rstrip("."), parts.port
    whole = not (parts.path or parts.query or parts.fragment or parts.username is not None)
    if not (whole and (_NAME.fullmatch(name) or _is_address(name))):
        message = f"'{text}' is no host"
        raise ValueError(message)
    return name, port


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
