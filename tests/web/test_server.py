from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.errors import SettingsError
from assistant.web import auth, server
from assistant.web.engine import Engine
from tests.fakes import FakeAssistant, builtin_papers

pytestmark = pytest.mark.whole
HERE = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    engine = Engine(lambda report: FakeAssistant(builtin_papers()))
    with TestClient(server.application(engine), base_url=HERE) as client:
        yield client


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/config", "/nothing-here"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_the_page_names_no_other_host_to_load_from(client: TestClient) -> None:
    import re

    page = client.get("/").text
    loaded = re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"'](https?:)?//([^\"'/]+)", page)
    assert [host for _, host in loaded if not host.startswith(("127.0.0.1", "testserver"))] == []


def test_the_named_endpoints_are_described_and_the_private_ones_are_not(
    client: TestClient,
) -> None:
    named = client.get("/gradio_api/info").json()["named_endpoints"]
    assert {"/ask", "/search", "/paper"} <= set(named)
    assert not [name for name in named if "restore" in name or "filter" in name]


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < server.free_port("127.0.0.1", port) <= port + 20
        with pytest.raises(SettingsError, match="--port"):
            server.free_port("127.0.0.1", port, exactly=True)


def test_a_wrong_host_is_a_sentence() -> None:
    with pytest.raises(SettingsError, match="--host"):
        server.free_port("no such host", 7860)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_a_host_that_others_reach_needs_a_password(host: str) -> None:
    with pytest.raises(SettingsError, match="--auth FILE"):
        auth.guard(host, None, open_to_all=False, environment={})
    assert auth.guard(host, None, open_to_all=True, environment={}) is None
    check = auth.guard(host, None, open_to_all=False, environment={auth.PASSWORD: "s3cret"})
    assert check is not None
    assert check("reader", "s3cret")
    assert not check("reader", "S3cret")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    assert auth.guard(host, None, open_to_all=False, environment={}) is None


def test_a_password_file_tells_people_apart_and_hides_their_passwords(tmp_path: Path) -> None:
    file = tmp_path / "passwords"
    file.write_text(f"{auth.line('ada', 'one')}\n{auth.line('bo', 'two')}\n")
    assert "one" not in file.read_text().replace("none", "")
    check = auth.guard("0.0.0.0", file, open_to_all=False)
    assert check is not None
    assert check("ada", "one")
    assert check("bo", "two")
    assert not check("ada", "two")
    assert not check("eve", "one")


@pytest.mark.parametrize("text", ["", "ada:plain", "ada:md5:00:00"])
def test_a_wrong_password_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "passwords"
    file.write_text(text)
    with pytest.raises(SettingsError, match="--hash NAME"):
        auth.guard("0.0.0.0", file, open_to_all=False)


def test_nothing_is_served_to_strangers() -> None:
    engine = Engine(lambda report: FakeAssistant(builtin_papers()))
    check = auth.guard("0.0.0.0", None, False, {auth.PASSWORD: "s3cret"})
    client = TestClient(server.application(engine, check=check), base_url=HERE)
    assert client.get("/config").status_code == 401
    assert client.get("/gradio_api/info").status_code == 401
    sent = client.post("/gradio_api/queue/join", json={"data": [], "fn_index": 0})
    assert sent.status_code == 401
    wrong = client.post("/login", data={"username": "reader", "password": "x"})
    assert wrong.status_code == 400
    right = client.post("/login", data={"username": "reader", "password": "s3cret"})
    assert right.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example:7860"}, {"Host": ""},
     {"Origin": "https://evil.example"}, {"Origin": "null"}],
)  # fmt: skip
def test_a_page_for_this_machine_alone_refuses_other_sites(
    client: TestClient, headers: dict[str, str]
) -> None:
    for path in ("/config", "/v1/models"):
        assert client.get(path, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Host": "localhost:7860"}, {"Host": "[::1]:7860"}, {"Origin": "http://localhost:3000"}],
)
def test_this_machine_is_let_in_by_all_its_names(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.get("/v1/models", headers=headers).status_code == 200


def test_a_page_for_others_answers_by_any_name() -> None:
    engine = Engine(lambda report: FakeAssistant(builtin_papers()))
    open_to_all = TestClient(
        server.application(engine, "0.0.0.0"), base_url="http://papers.example"
    )
    assert open_to_all.get("/v1/models").status_code == 200
