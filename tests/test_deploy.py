"""The files of ``deploy/`` name commands, settings, files and services that there are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from assistant.cli import COMMANDS
from assistant.settings import ENVIRONMENT_PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: s for name, s in SERVICES.items() if s.get("image") == "paper-assistant"}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
SECRETS = {"API_KEY", "PASSWORD"}
"""Variables of ours that are no settings."""


def filled(value: object) -> str:
    """A value as Compose fills it, where nothing is set but what must be."""
    defaults = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value))
    return re.sub(r"\$\{\w+:\?[^}]*\}", "given", defaults)


def check_command(words: list[str]) -> None:
    """Fail where the command or a flag of it is not ours."""
    name, *rest = words
    assert name in COMMANDS
    command: click.Command = import_module(f"assistant.cli.{name}").command
    flags = {flag for parameter in command.params for flag in parameter.opts}
    used = [word for word in rest if word.startswith("--")]
    assert used == [flag for flag in used if flag in flags]
    command.make_context(name, list(rest))


@pytest.mark.parametrize("name", [n for n, s in OURS.items() if "entrypoint" not in s])
def test_the_services_run_commands_that_there_are(name: str):
    check_command([filled(word) for word in OURS[name]["command"]])


@pytest.mark.parametrize("name", OURS)
def test_the_services_set_settings_that_there_are_to_values_that_are_taken(name: str):
    given = {k: filled(v) for k, v in (OURS[name].get("environment") or {}).items()}
    ours = {k: v for k, v in given.items() if k.startswith(ENVIRONMENT_PREFIX)}
    names = {k.removeprefix(ENVIRONMENT_PREFIX) for k in ours}
    assert names <= {n.upper() for n in Settings.__dataclass_fields__} | SECRETS
    settings = load_settings(environment=ours)
    if ours:
        assert settings.catalog.startswith("postgresql://")
    # Services are reached by their names.
    for url in (settings.catalog, settings.index):
        if "//" in url:
            assert url.split("//")[1].split("@")[-1].split(":")[0] in SERVICES
    assert not any("password" in value.lower() for value in ours.values())


def test_the_model_server_of_the_comment_is_one_that_the_setting_takes():
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    [told] = re.findall(r"ANSWER_MODEL=(\S+)", text)
    assert load_settings({"answer_model": told}).answer_model == told
    model, _, url = told.removeprefix("openai:").partition("@")
    assert model in filled(SERVICES["model"]["command"])
    assert url == "http://model:8000/v1"


def test_what_a_service_waits_for_is_a_service():
    for service in SERVICES.values():
        for name in service.get("depends_on", ()):
            assert name in SERVICES
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).exists()


def test_only_the_proxy_can_be_reached_and_the_stores_not_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    for name in ("postgres", "chroma", "web", "first-papers"):
        for network in SERVICES[name]["networks"]:
            assert COMPOSE["networks"][network]["internal"], name


@pytest.mark.whole
def test_chroma_takes_the_flags_that_it_is_given():
    chroma = Path(sys.executable).with_name("chroma")
    told = subprocess.run([chroma, "run", "--help"], capture_output=True, text=True, check=True)
    command = SERVICES["chroma"]["command"]
    assert SERVICES["chroma"]["entrypoint"] == ["chroma"]
    assert command[0] == "run"
    assert [word for word in command if word.startswith("--") and word not in told.stdout] == []


def test_the_proxy_speaks_to_the_web_servers():
    config = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
    [(host, port)] = re.findall(r"server-template \w+ \d+ ([\w-]+):(\d+)", config)
    assert host in SERVICES
    command = SERVICES[host]["command"]
    assert command[command.index("--port") + 1] == port
    assert "uri /healthz" in config
    for name in re.findall(r"\$\{(\w+)\}", config):
        assert name in SERVICES["proxy"]["environment"]


def test_the_image_is_made_of_files_that_there_are_and_runs_a_command_as_no_root():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists()
            assert f"!{source}" in ignored, "what is ignored cannot be copied"
    [entry] = re.findall(r"^ENTRYPOINT (\[.*\])$", DOCKERFILE, re.MULTILINE)
    [command] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert list(project["scripts"]) == json.loads(entry)
    check_command(json.loads(command))
    [user] = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert user.split(":")[0] not in ("0", "root")
    [extras] = re.findall(r"ARG EXTRAS=(\S+)", DOCKERFILE)
    assert set(extras.split(",")) <= set(project["optional-dependencies"])


def test_the_image_sets_settings_that_there_are_and_carries_the_same_model_as_make():
    for name in re.findall(rf"{ENVIRONMENT_PREFIX}(\w+)=", DOCKERFILE):
        assert name.lower() in Settings.__dataclass_fields__
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [model] = re.findall(r"ANSWER_MODEL := (\S+)", makefile)
    assert model in DOCKERFILE
    for version in re.findall(r"FROM python:3\.(\d+)", DOCKERFILE):
        assert version in ("11", "12", "13")
