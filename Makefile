# Two commands: `make build` rebuilds and publishes data/marts, `make test` runs every test that needs no browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODELS := $(shell find dbt_project -type f \( -name '*.sql' -o -name '*.yml' -o -name '*.csv' \) -not -path '*/target/*')

MODULES := $(shell find pipeline -type f -name '*.py')

export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false

.PHONY: build test test-long browser kill eval lint lock clean
.DELETE_ON_ERROR:

build: $(VENV)/.replay
	$(BIN)/gouji build

test: $(VENV)/.replay $(VENV)/.test
	$(BIN)/python -m pytest -m "not long" tests/unit tests/integration tests/validation

# What takes a minute or more: a whole `gouji serve` among it.
test-long: $(VENV)/.replay $(VENV)/.test
	$(BIN)/python -m pytest -m long tests/unit tests/integration tests/validation

# The web report in headless Chromium (Debian: chromium, fonts-noto-cjk); pictures of its pages go to artifacts/screenshots.
browser: $(VENV)/.replay $(VENV)/.test
	$(BIN)/python -m pytest tests/browser

# Kills forty whole builds at random moments, and one at each step: half an hour and more (`make test` kills three).
kill: $(VENV)/.replay $(VENV)/.test
	GOUJI_KILLS=40 $(BIN)/python -m pytest tests/integration/test_nights.py -k killed -s

# How much of the labelled documents is read and judged rightly; lists each miss.
eval: $(VENV)/.replay $(VENV)/.test
	$(BIN)/python -m tests.validation.measure $(wildcard ../shared/cases/dev ../shared/cases/seed) tests/validation/corpus tests/validation/blind --misses

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint dbt_project
	git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --baseline .secrets.baseline

# Writes both lock files anew from pyproject.toml (needs uv).
lock:
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --generate-hashes \
		--no-emit-index-url --no-strip-extras pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --generate-hashes \
		--no-emit-index-url --no-strip-extras --extra test pyproject.toml -o requirements-test.txt

clean:
	rm -rf $(VENV) dbt_project/target dbt_project/logs .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find pipeline tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新版本。 / Python 3.11 or newer is needed (make PYTHON=python3.12 ...)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q pipeline
	touch $@

$(VENV)/.test: $(VENV)/.runtime requirements-test.txt
	$(BIN)/python -m pip install --require-hashes -r requirements-test.txt
	touch $@

# `gouji check` replays the compiled models: compile them again whenever a model, macro or seed has changed. Byte-compiled
# modules halve its start where Python is told not to write them.
$(VENV)/.replay: $(VENV)/.runtime $(MODELS) $(MODULES)
	$(BIN)/python -m compileall -q pipeline
	$(BIN)/python -m pipeline.warehouse.dbt
	touch $@
