# Two commands: `make run` and `make test`. Set-up runs by itself and is quick the second time.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
VENV_MODULE := apt-get update -q && apt-get install -y -q python3-venv </dev/null
SIZE ?= smoke
# Compiled files are kept: where a machine forbids it, each start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: wheel run test check fmt lock bench messages setup browser clean

run: setup
	$(BIN)/python -m saiyai run --demo

test: setup check
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

check: setup
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy --no-error-summary
	@var=$$(mktemp -d) && trap 'rm -rf "$$var"' EXIT && \
	  SAIYAI_TESTING=1 SAIYAI_VAR=$$var $(BIN)/python manage.py makemigrations --check --dry-run -v 0

fmt: setup
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

bench: setup
	$(BIN)/python -m bench --size $(SIZE)

# Compile the catalogues and name every text that has no Thai yet. New texts are written into the .po by hand.
messages: setup
	$(BIN)/python -m pytest -q -n0 tests/architecture/test_translations.py

browser: setup
	$(BIN)/python -m pytest -q -m browser

# Set-up: the environment, the browser assets, the compiled translations.
setup: .venv/.installed
	@$(BIN)/python assets/build.py
	@$(BIN)/python assets/compile_messages.py

.venv/.installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed" && exit 1)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && $(VENV_MODULE); } \
	  || (echo "Python's venv module is missing: apt-get install python3-venv" && exit 1)
	@$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@command -v npm >/dev/null || $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-assets.lock
	@printf '#!%s\nimport sys\nsys.path.insert(0, "%s")\nfrom saiyai.cli import main\nsys.exit(main())\n' \
	  "$(CURDIR)/$(BIN)/python" "$(CURDIR)" > $(BIN)/saiyai && chmod +x $(BIN)/saiyai
	@touch $@

# The package for a server, in dist/: pages, compiled translations, browser files, papers and seed lists inside.
# There: pip install --require-hashes -r requirements.lock && pip install --no-deps saiyai-….whl
wheel: setup
	rm -rf build dist
	$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist .
	@rm -rf build && ls dist

# Needs uv (pip install uv). No registry address is written into the locks.
lock:
	for extra in "" dev assets; do \
	  uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --universal --no-emit-index-url \
	    --no-header -q $${extra:+--extra $$extra} -o requirements$${extra:+-$$extra}.lock; \
	done

clean:
	rm -rf .venv var build dist saiyai/ui/static/vendor assets/node_modules
