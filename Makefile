# The commands of the house. `make run` serves the dashboard, `make test` proves it; both need only Python >= 3.11 and this folder.
PYTHON ?= python3
VENV   ?= .venv
SAMPLE := .masarat/sample.duckdb
PORT   ?= 8501
# Python packages; torch's CPU wheel is looked for where pip is told to look (PIP_FIND_LINKS), then here, then on PyPI.
TORCH_WHEELS ?= https://download.pytorch.org/whl/cpu/torch/
PY  := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet
APP := $(VENV)/.app-installed
DEV := $(VENV)/.dev-installed
STAMP := $(VENV)/.python-checked

.DEFAULT_GOAL := help
.PHONY: help run test check lint types cases gate browser bench fuzz torture screenshots lock sbom clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 …"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@touch $@

# The locks hold every package with its hashes; torch has one of its own, since its CPU wheel is another file than PyPI's.
$(APP): requirements.lock requirements-torch.lock requirements.txt | $(STAMP)
	@echo "Installing the app's packages into $(VENV) (a few minutes the first time) …"
	@$(PIP) --require-hashes --no-deps -r requirements.lock
	@torch=$$(grep '^torch==' requirements.txt); \
	$(PY) -c 'import importlib.metadata as m, sys; sys.exit(m.version("torch").split("+")[0] != sys.argv[1].split("==")[1])' "$$torch" 2>/dev/null \
	|| $(PIP) --require-hashes --no-deps --no-index -r requirements-torch.lock 2>/dev/null \
	|| $(PIP) --require-hashes --no-deps --no-index --find-links $(TORCH_WHEELS) -r requirements-torch.lock 2>/dev/null \
	|| { echo "torch's CPU build is not to be had here; PyPI's is taken, which --ner camel can use only where its GPU libraries are"; \
	     $(PIP) --require-hashes --no-deps -r requirements-torch.lock; }
	@touch $@

$(DEV): requirements-dev.lock $(APP)
	@$(PIP) --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

run: $(APP) ## serve the dashboard at http://localhost:8501; ARTICLES=folder reads your own, STORE=file opens a store
ifdef ARTICLES
	$(PY) -m core build $(ARTICLES) --store .masarat/own.duckdb || test $$? = 1  # refused records are named above; the rest is served
	MASARAT_STORE=.masarat/own.duckdb $(PY) -m streamlit run dashboard/app.py --server.port $(PORT)
else ifdef STORE
	MASARAT_STORE=$(STORE) $(PY) -m streamlit run dashboard/app.py --server.port $(PORT)
else
	$(PY) -m core build data/sample --store $(SAMPLE)
	$(PY) -m streamlit run dashboard/app.py --server.port $(PORT)
endif

test: lint types check browser ## everything: style, types, knowledge, tests (browser included), evaluation gate
	$(PY) -m pytest $(if $(filter none,$(MASARAT_CHROMIUM)),-m "not browser")
	$(PY) tests/eval_gate.py

lint: $(DEV) ## style (ruff)
	$(PY) -m ruff check .

types: $(DEV) ## types (mypy --strict) of core
	$(PY) -m mypy --strict core

check: $(APP) ## every row and rule of data/knowledge
	$(PY) -m core check

cases: $(DEV) ## only the marked sentences of tests/cases; what fails, and what holds by now
	$(PY) tests/known_failures.py

gate: $(APP) ## only the evaluation gate
	$(PY) tests/eval_gate.py

browser: $(DEV) ## find or install Chromium for the browser tests
	@.ci/browser

TOOLS := var/bench/tools/.installed
$(TOOLS): bench/requirements.txt
	@mkdir -p var/bench; $(PYTHON) -m venv var/bench/tools && var/bench/tools/bin/python -m pip --disable-pip-version-check install --quiet -r $< \
		&& touch $@ || echo "Datasette could not be installed: its figures are left out."

bench: $(DEV) ## accuracy figures, then every figure of speed and scale in one table, with pictures (half an hour; 3 GB in var/bench)
	@for script in bench/confidence.py bench/dating.py; do echo "== $$script"; PYTHONPATH=. $(PY) "$$script" || exit 1; done
	@$(MAKE) --no-print-directory $(TOOLS)
	PYTHONPATH=. $(PY) bench/generate.py
	PYTHONPATH=. $(PY) bench/run.py

fuzz: $(DEV) requirements-fuzz.lock ## coverage-guided fuzzing, bounded by SECONDS_FUZZ
	@$(PIP) --require-hashes --no-deps -r requirements-fuzz.lock
	$(PY) tests/fuzz.py --seconds $(or $(SECONDS_FUZZ),120)

torture: $(DEV) ## faults and hostile input, as a table
	$(PY) tests/torture.py

screenshots: $(DEV) browser ## every page, both languages, 1280 and 390 px, into var/screenshots
	$(PY) -m tests.e2e.screenshots var/screenshots

lock: ## write the locks anew from requirements*.txt (needs `uv`)
	uv pip compile requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-package torch --no-annotate \
		--custom-compile-command "make lock" --output-file requirements.lock
	uv pip compile requirements-dev.txt --universal --python-version 3.11 --generate-hashes --no-annotate --constraints requirements.lock \
		--custom-compile-command "make lock" --output-file requirements-dev.lock
	uv pip compile requirements-fuzz.txt --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --output-file requirements-fuzz.lock
	@echo "requirements-torch.lock says itself how it is written anew."

sbom: $(APP) ## what is installed, with licences, as CycloneDX JSON
	@mkdir -p var
	$(PY) .ci/sbom.py > var/sbom.json
	@echo "var/sbom.json"

clean: ## remove what the commands made, but the virtual environment
	rm -rf var .masarat build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./$(VENV) -prune -o -type d -name __pycache__ -exec rm -rf {} +
