# The commands of the README. `make run` and `make test` need Python 3.11+ and make, nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Names an interpreter; without it tools/create-venv looks for one.
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
DATA ?= tests/data
HOST ?= 127.0.0.1
PORT ?= 8501
ROUNDS ?= 30
SECONDS ?= 60
COUNT ?= 500

.PHONY: help run test check lint types unit integration e2e browser screenshots sample-run bench bench-console soak mutation outage-report read-bench mutated-files lock clean

help: ## Show what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(VENV)/.installed ## Serve console and API on http://127.0.0.1:8501 (HOST and PORT change it)
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python -m streamlit run app.py \
		--server.address $(HOST) --server.port $(PORT)

test: check integration e2e ## Everything that must pass: checks, unit, integration and browser tests

check: $(VENV)/.installed-dev ## Lint, types and unit tests, side by side, in under a minute
	@$(MAKE) --no-print-directory -j 2 types unit lint

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.installed-dev
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/pytest tests/unit -n 2 -q

integration: $(VENV)/.installed-dev
	$(BIN)/pytest tests/integration -n 2 -q
	$(BIN)/pytest tests/outage -q

e2e: $(VENV)/.installed-dev browser
	$(BIN)/pytest tests/e2e -n 2 -q

browser: $(VENV)/.installed-dev ## Find a Chromium, or install one and say so
	@$(BIN)/python -m tests.support.browser --install

SHOTS := artifacts/screenshots
screenshots: e2e ## Renew the pictures in docs/screenshots from the browser tests
	cp $(SHOTS)/invoices-es-light.png docs/screenshots/invoices.png
	cp $(SHOTS)/invoices-held.png docs/screenshots/invoice-held-in-an-outage.png
	cp $(SHOTS)/review-es-light.png docs/screenshots/review.png
	cp $(SHOTS)/pricing-es-light.png docs/screenshots/pricing.png
	cp $(SHOTS)/pricing-en-dark.png docs/screenshots/pricing-dark.png
	cp $(SHOTS)/pricing-es-phone.png docs/screenshots/pricing-phone.png
	cp $(SHOTS)/pricing-history.png docs/screenshots/pricing-history.png
	cp $(SHOTS)/pricing-rules-es-light.png docs/screenshots/pricing-rules.png
	cp $(SHOTS)/overview-outage.png docs/screenshots/overview-in-an-outage.png
	cp $(SHOTS)/overview-en-dark.png docs/screenshots/overview-dark.png
	cp $(SHOTS)/overview-es-phone.png docs/screenshots/overview-phone.png
	cp $(SHOTS)/breakers-after-drill.png docs/screenshots/breakers.png
	cp $(SHOTS)/simulate-es-light.png docs/screenshots/simulate.png
	cp $(SHOTS)/drill-report.png docs/screenshots/drill-report.png
	cp $(SHOTS)/drill-report-pdf.png docs/screenshots/drill-report-pdf.png
	cp $(SHOTS)/held-es-light.png docs/screenshots/held.png
	cp $(SHOTS)/activity-es-light.png docs/screenshots/activity.png

sample-run: $(VENV)/.installed-dev ## Read DATA=folder and upload it through a running server; table against truth.json
	$(BIN)/python -m benchmarks.sample_run $(DATA)

bench: $(VENV)/.installed-dev ## Measure breakers and pricing beside their rivals, as JSON
	$(BIN)/python -m benchmarks.breakers
	$(BIN)/python -m benchmarks.pricing

bench-console: $(VENV)/.installed-dev ## Measure 40 viewers of Overview over websockets, and uploads meanwhile
	$(BIN)/python -m benchmarks.console

soak: $(VENV)/.installed-dev ## Check the breaker against its model, 2,000 examples of 60 steps (minutes)
	$(BIN)/pytest tests/unit/resilience/test_breaker_model.py --hypothesis-profile=soak --timeout=900 -q

mutation: $(VENV)/.installed-dev ## Change core/resilience line by line and see that a test notices (an hour)
	$(BIN)/mutmut run
	@$(BIN)/mutmut results

outage-report: $(VENV)/.installed-dev browser ## Real servers in every trouble under load: all figures of docs/outages.md
	@failed=0; for part in "outage_report --rounds $(ROUNDS) --seconds $(SECONDS)" failover frozen all_out journal; do \
		$(BIN)/python -m benchmarks.$$part --out artifacts/outages || failed=1; \
	done; exit $$failed

mutated-files: $(VENV)/.installed-dev ## Upload COUNT=500 broken files: no crash, no hang, nothing half stored
	$(BIN)/python -m benchmarks.mutated_files --count $(COUNT)

read-bench: $(VENV)/.installed-dev ## Measure the reader on the printed pages of DATA=folder, as JSON; FLAGS=--markdown and others
	$(BIN)/python -m benchmarks.read_bench $(DATA) $(FLAGS)

lock: $(VENV)/.installed-dev ## Pin requirements*.txt anew from requirements*.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-annotate --upgrade -q \
		--custom-compile-command "make lock" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-annotate --upgrade -q \
		--custom-compile-command "make lock" -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## Remove the environment and what the tools left; your data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis artifacts mutants

$(VENV)/.created:
	@./tools/create-venv "$(PYTHON)" $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
