# Two commands for a start: `make run` serves, `make test` tests. Each makes .venv first, with nothing but Python 3.11+.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= ./data
ROUNDS ?= 20

bin := .venv/bin
stamp := .venv/.installed
axe := tests/browser/node_modules/.installed
lighthouse := benchmarks/node_modules/.installed
python_code := community migrations tests conftest.py $(wildcard benchmarks)

.PHONY: help setup run test check check-postgres pictures help-pictures bench faults format requirements clean

help:
	@echo "make run      serve on http://$(HOST):$(PORT) with the data in $(DATA)"
	@echo "make test     run the tests"
	@echo "make check    what CI runs: format, lint, types, import contract, tests"
	@echo "make check-postgres   the tests and browser stories that touch a database, on PostgreSQL"
	@echo "make pictures photograph every page into pictures/ (some: NAMES='room queue')"
	@echo "make bench    print the benchmark table"
	@echo "make faults   kill, cut and fill the disk, ROUNDS=$(ROUNDS) times"
	@echo "make format   put the code into shape"
	@echo "make help-pictures   take the pictures of the help pages anew"

setup: $(stamp)

# Done again only when a pinned requirement changes. pip takes nothing whose hash is not written down.
$(stamp): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	$(bin)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

# What tests and measurements look at pages with. Nothing of it is served, and no lock file names a host.
%/node_modules/.installed: %/package.json %/package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --prefix $* --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; \
	else echo "npm is not installed: what looks at pages in $* will be left out"; fi

run: setup
	exec $(bin)/community serve --host $(HOST) --port $(PORT) --data $(DATA)

test: setup $(axe)
	$(bin)/python -m pytest

check: setup $(axe)
	$(bin)/ruff format --check $(python_code)
	$(bin)/ruff check $(python_code)
	$(bin)/mypy
	$(bin)/lint-imports
	$(bin)/python -m pytest

check-postgres: setup $(axe)
	ENGINE=postgres $(bin)/python -m pytest

pictures: setup
	$(bin)/python -m tests.browser.pictures $(NAMES)

bench: setup $(lighthouse)
	$(bin)/python -m benchmarks

faults: setup
	FAULT_ROUNDS=$(ROUNDS) $(bin)/python -m pytest -m faults

# Into static/help and help/pictures.json, to be looked at and committed.
help-pictures: setup
	HELP_PICTURES=take $(bin)/python -m pytest -q tests/browser/test_help_pictures.py

format: setup
	$(bin)/ruff format $(python_code)
	$(bin)/ruff check --fix $(python_code)

# Pins anew what requirements*.in name. Needs pip-tools; the files name no index and no host.
pin := pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
requirements:
	$(pin) --output-file requirements.txt requirements.in
	$(pin) --output-file requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv tests/browser/node_modules benchmarks/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
