# Two commands are enough: `make run` and `make test`. Both first make `.venv` when it is missing or out of date.

.DEFAULT_GOAL := help
CHECKS := check-style check-types check-imports check-migrations check-words
.PHONY: help run test check $(CHECKS) bench env lock clean

HOST ?= 127.0.0.1
PORT ?= 8000
# Processes that run the tests; 0 runs them one after another in one.
JOBS ?= 2
ARGS ?=
WHAT ?=
PYTHON ?=
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11
OURS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))
BIN := .venv/bin

# $(call environment,run|dev): nothing to do in a fiftieth of a second; else the first Python that will do makes it.
define environment
$(BIN)/python -I -S bootstrap.py --is-ready $(1) 2>/dev/null || { \
	for python in $(PYTHONS); do \
		if $$python -c "$(OURS)" 2>/dev/null; then exec $$python bootstrap.py $(1); fi; \
	done; \
	if uv --version >/dev/null 2>&1; then \
		exec uv run --no-project --python '>=3.11,<3.15' python bootstrap.py $(1); \
	fi; \
	echo "Dodomu needs Python 3.11, 3.12, 3.13 or 3.14. Looked for:" >&2; \
	for python in $(PYTHONS); do \
		echo "  $$python: $$($$python --version 2>/dev/null || echo not here)" >&2; \
	done; \
	echo "Install one (Debian: apt install python3 python3-venv), or name one: make $@ PYTHON=/path/to/python3" >&2; \
	exit 1; \
}
endef

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## start everything on this machine: database, server, worker, planner, sender (PORT=8000, HOST=127.0.0.1, ARGS=)
	@$(call environment,run)
	@exec $(BIN)/python -m dodomu run --host $(HOST) --port $(PORT) $(ARGS)

test: ## run every test on a throw-away PostgreSQL (JOBS=2, ARGS="-k words")
	@$(call environment,dev)
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup $(ARGS)

check: ## formatting, types, import rules, migrations, translations: every fault, not only the first
	@$(call environment,dev)
	@exec $(BIN)/python -m dodomu.site.postgres $(MAKE) --no-print-directory --keep-going $(CHECKS)

# Beside a throw-away PostgreSQL and with throw-away keys, because the settings are read strictly.
check-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types:
	$(BIN)/mypy
	$(BIN)/mypy bootstrap.py requirements/lock.py

check-imports:
	$(BIN)/lint-imports

check-migrations:
	$(BIN)/python -m django makemigrations --check --dry-run

check-words:
	$(BIN)/python -m dodomu words check

bench: ## measure speed and size, one after another (WHAT="registering ledger lists map search", default all)
	@$(call environment,dev)
	@exec $(BIN)/python -m benchmarks $(WHAT)

env: ## make or refresh .venv, with the tools for tests and checks
	@$(call environment,dev)

lock: ## choose newer packages and lock them with hashes (needs uv, and a network)
	@$(call environment,dev)
	$(BIN)/python requirements/lock.py

clean: ## remove .venv and everything that can be made again (never the data)
	rm -rf .venv .venv.unfinished .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find src -name '*.mo' -delete
