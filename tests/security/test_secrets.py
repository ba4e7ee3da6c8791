"""Keys and passwords never reach a log line."""

from __future__ import annotations

import io
import json
import logging

import pytest

from assistant.errors import SettingsError
from assistant.provenance import origin
from assistant.settings import Settings, load_settings
from assistant.watching import logs

SECRETS = {"PAPER_ASSISTANT_API_KEY": "k3y-of-mine", "PAPER_ASSISTANT_PASSWORD": "op3n",
           "HF_TOKEN": "hf_abc123"}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "the key k3y-of-mine was refused",
        "Authorization: Bearer op3n",
        "headers {'authorization': 'Basic b3Blbg=='}",
        "http://reader:op3n@127.0.0.1:8000/v1",
        "api_key=s0meth1ng&x",
        "token hf_abcdefghijklmnopqrstu was used",
        "password: swordfish",
    ],
)
def test_secrets_are_hidden_and_the_rest_is_kept(text: str):
    told = logs.redacted(text, SECRETS)
    assert "***" in told
    for secret in (*SECRETS.values(), "b3Blbg==", "s0meth1ng", "swordfish", "hf_abcdefghij"):
        assert secret not in told
    assert told.split()[0].split("=")[0].split("//")[0] in text


@pytest.mark.parametrize(
    "text",
    [
        "How do language models use a key-value memory?",
        "sk-learn",
        "http://127.0.0.1:8000 is away, and so is http://db.lan:5432/papers; write to a@b.c",
        "",
    ],
)
def test_what_is_no_secret_stays(text: str):
    assert logs.redacted(text, SECRETS) == text


@pytest.mark.parametrize("format_", ["text", "json"])
def test_log_lines_carry_their_request_and_no_secret(monkeypatch: pytest.MonkeyPatch, format_: str):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    logs.configure(Settings(log_format=format_, verbose=True))  # type: ignore[arg-type]
    logger = logging.getLogger("assistant.test")
    with logs.serving("r-1"):
        try:
            raise ValueError(SECRETS["PAPER_ASSISTANT_API_KEY"])
        except ValueError:
            logger.exception("It failed with %s", SECRETS["PAPER_ASSISTANT_PASSWORD"])
    logger.info("later")
    logging.getLogger("httpx").info("chatter of a library")
    logs.configure(Settings())
    told = out.getvalue()
    assert "ValueError" in told
    assert "chatter" not in told
    assert not [s for s in SECRETS.values() if s in told]
    if format_ == "json":
        first, second = map(json.loads, told.splitlines())
        assert first["request"] == "r-1"
        assert "request" not in second
    else:
        assert "[request r-1]" in told
        assert told.splitlines()[-1].endswith("INFO assistant.test: later")


def test_unless_asked_only_warnings_are_told(monkeypatch: pytest.MonkeyPatch):
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    logs.configure(Settings())
    logging.getLogger("assistant.test").info("quiet")
    logging.getLogger("assistant.test").warning("loud")
    assert "loud" in out.getvalue()
    assert "quiet" not in out.getvalue()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://papers:s3cret@db.lan:5432/papers?options=-csearch_path%3Done",
        "postgresql://papers:s3cret:with:colons@db.lan/papers",
        "postgresql://db.lan/papers?user=papers&password=s3cret",
        "postgres://db.lan/papers?sslpassword=s3cret&user=papers",
    ],
)
def test_a_databases_password_is_in_nothing_that_settings_show(url: str):
    settings = load_settings({"catalog": url, "index": "http://reader:s3cret@vectors.lan:8000"})
    record = origin(settings, "embedding", "answering", 3)
    for told in (repr(settings), str(settings.place), logs.redacted(url), json.dumps(record)):
        assert "s3cret" not in told
    assert "db.lan" in str(settings.place)


@pytest.mark.parametrize("name", ["catalog", "index"])
def test_a_wrong_address_is_refused_without_its_password(name: str):
    with pytest.raises(SettingsError, match=f"'{name}'") as told:
        load_settings({name: "mysql://papers:s3cret@db.lan/papers"})
    assert "s3cret" not in str(told.value)
