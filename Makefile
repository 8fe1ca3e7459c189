# Everything a newcomer runs. `make help` lists it.
#
# Each target first brings what it needs up to date (scripts/environment, scripts/model): the first time that takes a few
# minutes, afterwards some milliseconds.

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
export PYTHON PYTHON310
# Without compiled files each start takes a second longer; they lie in __pycache__, which git ignores.
unexport PYTHONDONTWRITEBYTECODE

# With ASSISTANT_URL the assistant runs elsewhere, and its environment and model are not this machine's business.
OWN_ASSISTANT := $(if $(ASSISTANT_URL),,assistant)

.PHONY: help
help: ## this list
	@printf 'Townclerk: residents'"'"' messages answered, handed over, timed.\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: ## start gateway and assistant (first time: build and train what is missing); Ctrl-C ends both
	@scripts/environment gateway $(OWN_ASSISTANT)
	@$(if $(OWN_ASSISTANT),scripts/model)
	@exec .venv/bin/townclerk serve

.PHONY: install
install: ## build both environments and start nothing
	@scripts/environment gateway assistant

.PHONY: train
train: ## train the assistant if what it is made from has changed
	@scripts/environment gateway assistant
	@scripts/model

.PHONY: test
test: ARGS ?= --numprocesses 2 --dist worksteal
test: ## run all tests, two at a time: ARGS="-k outbox" for some; PostgreSQL: set TEST_POSTGRESQL_URL; browser: have Chromium
	@scripts/environment dev assistant
	@scripts/model
	@.venv/bin/python -m pytest $(ARGS)

.PHONY: check
check: ## lint, format, types, and who may import whom
	@scripts/environment dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

.PHONY: format
format: ## put the code into shape
	@scripts/environment dev
	.venv/bin/ruff check --fix --exit-zero .
	.venv/bin/ruff format .

.PHONY: bench
bench: ## plain Rasa and Townclerk side by side: messages a second, waits, memory, start (trains plain Rasa the first time)
	@scripts/environment dev assistant plain-rasa
	@scripts/model
	@.venv/bin/python -m bench.speed $(ARGS)

# HINT3 and DEFAULT are asked for before anything is built. ARGS="--split sofmattress_subset" measures some splits only.
HINT3 ?= $(wildcard ../shared/bench/hint3)
WITH_DEFAULT := $(filter-out 0,$(DEFAULT))$(findstring --default,$(ARGS))

.PHONY: bench-understanding
bench-understanding: ## understanding on HINT3=<directory with its csv files>; DEFAULT=1: plain Rasa beside it (many minutes)
	@test -d "$(HINT3)" || { echo 'Say where HINT3 is: make bench-understanding HINT3=<directory with its csv files>'; exit 2; }
	@scripts/environment gateway assistant $(if $(WITH_DEFAULT),plain-rasa)
	@.venv-assistant/bin/python -m bench.understanding "$(HINT3)" $(if $(WITH_DEFAULT),--default) $(ARGS)

DOC2DIAL ?= $(wildcard ../shared/bench/doc2dial)

.PHONY: bench-conversation
bench-conversation: ## finding the passage that answers a turn on DOC2DIAL=<directory with its jsonl files>, and its time
	@test -d "$(DOC2DIAL)" || { echo 'Say where Doc2Dial is: make bench-conversation DOC2DIAL=<directory with its jsonl files>'; exit 2; }
	@scripts/environment gateway assistant
	@.venv/bin/python -m bench.conversation "$(DOC2DIAL)" $(ARGS)

.PHONY: bench-kills
bench-kills: ## kill -9 gateways at random moments under traffic, and hold fakes against rows (ARGS="--kills 80 --seed 1")
	@scripts/environment dev
	@.venv/bin/python -m bench.kills $(ARGS)

.PHONY: bench-streams
bench-streams: ## what an answer costs beside 1,000 and 2,000 idle chats (ARGS="--idle 500"); PostgreSQL: set TEST_POSTGRESQL_URL
	@scripts/environment dev
	@.venv/bin/python -m bench.streams $(ARGS)

.PHONY: pictures
pictures: ## take the README's pictures from the running product (needs Chromium)
	@scripts/environment dev assistant
	@scripts/model
	@.venv/bin/python -m scripts.pictures

LOCK := .venv/bin/uv pip compile --quiet --generate-hashes --no-annotate --no-header

.PHONY: lock
lock: ## make the lock files again; ARGS=--upgrade for newer versions, ARGS="--upgrade-package httpx" for one
	@scripts/environment gateway
	cd requirements && ../$(LOCK) $(ARGS) --python-version 3.11 gateway.in -o gateway.txt
	cd requirements && ../$(LOCK) $(ARGS) --python-version 3.11 dev.in -c gateway.txt -o dev.txt
	cd requirements && ../$(LOCK) $(ARGS) --python-version 3.10 assistant.in --overrides assistant-overrides.txt -o assistant.txt
	cd requirements && ../$(LOCK) $(ARGS) --python-version 3.10 --no-deps model-files.in -o model-files.txt
	cd requirements && ../$(LOCK) $(ARGS) --python-version 3.10 plain-rasa.in --overrides plain-rasa-overrides.txt -o plain-rasa.txt
	cd requirements && ../$(LOCK) $(ARGS) --python-version 3.11 uv.in -o uv.txt

.PHONY: sbom
sbom: ## list what gateway and assistant are made of, as CycloneDX files in sbom/ (from the lock files)
	@scripts/environment dev
	@mkdir -p sbom
	@for part in gateway assistant model-files; do .venv/bin/cyclonedx-py requirements requirements/$$part.txt \
	  --output-reproducible --output-format JSON --output-file sbom/$$part.cdx.json && echo "sbom/$$part.cdx.json"; done

.PHONY: clean
clean: ## remove environments and caches; models and var/ (the database, the secret) stay
	rm -rf .venv .venv-assistant .venv-plain-rasa .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .rasa *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
