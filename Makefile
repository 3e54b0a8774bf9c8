# make run    start the server          make lint   check style, types and architecture
# make test   run every test            make bench  measure the figures in docs/figures.md
# make audit  ask after known faults    make lock   choose the versions that are installed
# make fuzz   half an hour of random requests, damaged pictures and costly requests
# make notebook   open the notebooks in docs/notebook
#
# Each makes what it needs in .venv first. PYTHON=python3.13 picks another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command 'make lock' $(UPGRADE)

.PHONY: run test fuzz lint audit lock format bench notebook pictures messages clean

run: $(VENV)/installed
	$(BIN)/python -m webapp

# Tests wait as much as they compute: for browsers, for servers to start and stop, for each other.
TESTS_AT_ONCE ?= 4

# Hundreds of processes start during the tests: compiled once, each of them takes half as long.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/installed-dev
	$(BIN)/python -m tests.browser.ensure_browser
	$(BIN)/python -m tests.engines.ensure_engines
	$(BIN)/python -m tests.support.ensure_postgres
	$(BIN)/python -m tests.support.ensure_redis
	$(BIN)/python -m tests.support.ensure_caddy
	$(BIN)/python -m pytest --numprocesses=$(TESTS_AT_ONCE) --dist=worksteal --durations=25

fuzz: $(VENV)/installed-dev
	$(BIN)/python -m tests.fuzz --minutes 10

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed-bench
	$(BIN)/python -m tests.benchmarks

# Asks whether a fault is known in any of the versions that are installed.
audit: $(VENV)/installed-dev
	$(BIN)/python -m tests.support.audit

# Writes the locks: what requirements.txt, requirements-dev.txt and requirements-notebook.txt ask for, as
# versions with hashes, for every Python and system at once. Versions stay as they are while they satisfy what is asked;
# make lock UPGRADE=--upgrade takes the newest.
lock: $(VENV)/bin/python
	$(PIP) uv==0.13.9
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-dev.txt --output-file requirements-dev.lock --constraints requirements.lock
	$(LOCK) requirements-notebook.txt --output-file requirements-notebook.lock --constraints requirements-dev.lock

# Opens the notebooks that go the way of the chapters, with Jupyter.
notebook: $(VENV)/installed-notebook
	$(BIN)/jupyter notebook docs/notebook

# Takes the pictures that the README shows.
pictures: $(VENV)/installed-dev
	$(BIN)/python -m tests.browser.take_pictures

# Brings every text of the pages into the catalogue of each language, without those that are gone.
messages: $(VENV)/installed-dev
	$(BIN)/python -m tests.support.messages

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another with make PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.lock $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/installed-notebook: requirements-notebook.lock $(VENV)/installed
	$(PIP) --require-hashes -r requirements-notebook.lock
	@touch $@

$(VENV)/installed-bench: requirements-bench.txt $(VENV)/installed
	$(PIP) -r requirements-bench.txt
	@touch $@
