# Two commands: `make run` and `make test`. Set-up runs by itself and is quick the second time.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
SIZE ?= smoke

.PHONY: run test check fmt lock bench messages setup browser clean

run: setup
	$(BIN)/python -m saiyai run --demo

test: setup check
	$(BIN)/python -m pytest -q -n 2

check: setup
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy --no-error-summary
	SAIYAI_TESTING=1 $(BIN)/python manage.py makemigrations --check --dry-run -v 0

fmt: setup
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

bench: setup
	$(BIN)/python -m bench --size $(SIZE)

browser: setup
	$(BIN)/python -m pytest -q -m browser

# Set-up: the environment, the browser assets, the compiled translations.
setup: .venv/.installed
	@$(BIN)/python assets/build.py
	@$(BIN)/python assets/compile_messages.py

.venv/.installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed" && exit 1)
	@$(PYTHON) -m venv .venv || (echo "Python's venv module is missing: apt-get install python3-venv" && exit 1)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@command -v npm >/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-assets.lock
	@touch $@

# Needs uv (pip install uv). No registry address is written into the locks.
lock:
	for extra in "" dev assets; do \
	  uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --universal --no-emit-index-url \
	    --no-header -q $${extra:+--extra $$extra} -o requirements$${extra:+-$$extra}.lock; \
	done

clean:
	rm -rf .venv var saiyai/ui/static/vendor assets/node_modules
