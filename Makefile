# Needs make and Python 3.11 or newer; everything else is installed into .venv from requirements.lock.
#
#   make serve [HOST=127.0.0.1] [PORT=8000]   build the release if the sources changed, then serve it
#   make test  [ARGS="-k turtle"]             run the tests
#   make check                                everything CI runs: style, types, data checks, tests
#   make build | bench [ARGS=...] | dist      the release | the measurements | sdist and wheel
#   make counts                               the instructions of main steps beside those kept
#   make assets                               the scripts of others that pages load, from npm
#   make audit                                Lighthouse over the main pages, from npm
#   make soak  [MINUTES=10]                   attack a server of its own, and print what came of it
#   make lock  [ARGS=--upgrade]               resolve requirements.lock again
#   make messages                             bring the catalogues of the interface up to what it says
#   make clean                                remove everything these commands made

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
HOST ?= 127.0.0.1
PORT ?= 8000
MINUTES ?= 10
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
READY := $(VENV)/ready
ASSETS := build/assets/made
RELEASE := build/release-made
RELEASES := $(or $(ACQUIS_RELEASES_DIR),build/releases)
TEXTS := $(or $(ACQUIS_TEXTS_DIR),build/texts)
SOURCES := $(shell find ontology data shapes queries server/acquis ! -name __pycache__ ! -name '*.pyc' ! -path '*/static/*')
# With the folders themselves, whose time changes when a document is taken away.
SOURCES += $(shell find $(TEXTS)/documents $(TEXTS)/texts ! -name '* *' 2>/dev/null)

# What the two stamps were made for: an environment does not survive a move of its checkout,
# and a release depends on these three settings.
READY_FOR := $(CURDIR)
RELEASE_FOR := $(ACQUIS_RELEASES_DIR):$(ACQUIS_LEAVE_OUT):$(ACQUIS_TEXTS_DIR)

unexport PYTHONHOME PYTHONPATH
.DELETE_ON_ERROR:
.PHONY: help serve test check build bench counts soak dist lock messages clean venv assets audit

help:
	@sed -n '3,/^$$/s/^# *//p' Makefile

serve: $(ASSETS) $(RELEASE)
	ACQUIS_HOST='$(HOST)' ACQUIS_PORT='$(PORT)' $(BIN)/acquis serve

test: $(READY) $(ASSETS)
	$(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS)

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/acquis format --check
	$(BIN)/acquis check
	$(MAKE) test

build: $(ASSETS) $(RELEASE)

bench: $(RELEASE)
	$(BIN)/acquis bench $(ARGS)

counts: $(READY)
	@$(BIN)/acquis bench --counts $(ARGS)

soak: $(RELEASE)
	$(BIN)/acquis bench --soak $(MINUTES) $(ARGS)

dist: $(READY)
	$(BIN)/python .ci/assets.py --strict
	$(BIN)/python -m build --no-isolation

assets: $(ASSETS)

audit: $(ASSETS) $(RELEASE)
	PYTHONPATH=tests $(BIN)/python .ci/audit.py $(ARGS)

lock:
	$(PYTHON) -m venv build/uv
	build/uv/bin/pip --disable-pip-version-check --quiet install uv
	build/uv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' --quiet --output-file requirements.lock $(ARGS)
	$(PYTHON) .ci/assets.py --lock

messages: $(READY)
	$(BIN)/python -m acquis.web.messages

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find server tests -name __pycache__ -prune -exec rm -rf {} +
	find server/acquis/web/static/vendor -mindepth 1 ! -name SHA256SUMS -delete

venv: $(READY)

ifneq ($(shell { $(BIN)/python -c '' && cat $(READY); } 2>/dev/null),$(READY_FOR))
.PHONY: $(READY)
endif
$(READY): requirements.lock pyproject.toml
	@test -n '$(PYTHON)' || { echo 'Acquis needs Python 3.11 or newer, and found none. Install one, or name it: make PYTHON=/path/to/python3 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@printf '%s\n' '$(READY_FOR)' > $@

# The script makes the stamp, and none where there is no network: then it tries again the next time.
$(ASSETS): $(READY) package.json package-lock.json .ci/assets.py
	$(BIN)/python .ci/assets.py

ifneq ($(shell { test -e '$(RELEASES)/current' && cat $(RELEASE); } 2>/dev/null),$(RELEASE_FOR))
.PHONY: $(RELEASE)
endif
$(RELEASE): $(READY) $(SOURCES)
	$(BIN)/acquis build
	@mkdir -p $(@D) && printf '%s\n' '$(RELEASE_FOR)' > $@
