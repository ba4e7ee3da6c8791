"""Links that a person pastes, as the sources that the fetchers know; nothing else is fetched."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from assistant.errors import InputError
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.source import FILE, Source, source_of

NONE = Hosts()
KNOWN = "arxiv.org, openreview.net and huggingface.co/datasets"
_ARXIV = re.compile(r"/(?:abs|pdf|html)/((?:[a-z-]+(?:\.[A-Z]{2})?/)?[\d.]+(?:v\d+)?)(?:\.pdf)?/?")
_DATASET = re.compile(r"/datasets/([\w.-]+/[\w.-]+)/?")
_HUB_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*(@[\w.-]+)?")


def sources_of(text: str, hosts: Hosts = NONE) -> list[Source]:
    """The sources that a text names, a line each; none where it holds anything else.

    A line is a link to a page of arXiv, OpenReview or a dataset of the Hugging Face hub, a link to
    a file at one of some further hosts, or a source such as ``arxiv:cat:cs.CL``.

    Args:
        text: What was pasted.
        hosts: From where files may be fetched, too.

    Raises:
        InputError: A line is a link to elsewhere or names a folder of this machine, or links and
            other text are mixed.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = [line for line in lines if "://" in line.split()[0] or source_of(line)]
    if not named or lines[0] not in named:
        return []
    if len(named) < len(lines):
        other = next(line for line in lines if line not in named)
        message = f"Links and records are mixed; '{other[:60]}' is no link."
        raise InputError(message, "Paste either links, one a line, or records.")
    return [_checked(source_of(line) or source_of_link(line, hosts)) for line in lines]


def _checked(source: Source) -> Source:
    """The source, where it is at one of the known hosts; the command line may also name folders."""
    here = Path(source.query.partition("@")[0])
    if source.kind == "hf" and (not _HUB_NAME.fullmatch(source.query) or here.exists()):
        message = f"'{source.query[:60]}' is no dataset of the Hugging Face hub."
        raise InputError(message, "Name it as hf:OWNER/NAME, or hf:OWNER/NAME@SPLIT.")
    return source


def source_of_link(link: str, hosts: Hosts = NONE) -> Source:
    """The source of a link to arXiv, OpenReview, the Hugging Face hub or one of the hosts.

    Raises:
        InputError: It leads elsewhere, or to a page that is no paper, venue or dataset.
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("export.")
    except ValueError:
        parts, host = urlsplit(""), ""
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = None
    if parts.scheme in ("http", "https") and parts.username is None:
        if host == "arxiv.org" and (paper := _ARXIV.fullmatch(parts.path)):
            found = Source("arxiv", f"id:{paper[1]}")
        elif host == "openreview.net" and "id" in query:
            found = _of_openreview(parts.path, query["id"])
        elif host == "huggingface.co" and (dataset := _DATASET.match(parts.path)):
            found = Source("hf", dataset[1])
    if found is None and hosts.allow(link):
        found = Source(FILE, link)
    if found is None:
        message = f"Papers are not fetched from '{link[:100]}'."
        known = f"Known are papers of {KNOWN}" + (f" and files of {hosts}" if hosts else "")
        raise InputError(message, f"{known}; or download a file and add that.")
    return found


def _of_openreview(path: str, identity: str) -> Source | None:
    if path.rstrip("/") in ("/forum", "/pdf"):
        return Source("openreview", f"forum:{identity}")
    return Source("openreview", identity) if path.rstrip("/") == "/group" else None
