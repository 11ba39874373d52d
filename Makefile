# Soft Look. `make serve` and `make test` are all that a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
SETUP := $(PYTHON) .ci/setup.py
TASK := .venv/bin/python .ci/tasks.py

.PHONY: help serve test quick core soak book lab widgets benchmarks experiments mutants mutation lock clean

help: ## list what make can do
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' Makefile

serve: book ## set up, build the book, serve it on 127.0.0.1 (PORT=8000)
	@$(TASK) serve $(PORT)

test: ## set up, then every check: style, types, layers, Python, JavaScript, the book, the browser
	@$(SETUP) test
	@$(TASK) check

quick: ## style, format, types, layers and the tests that the imports of what changed ask for
	@$(SETUP) test
	@$(TASK) quick

core: ## the unit tests of all that needs no torch, in an environment of their own (PYTHON=python3.13)
	@$(SETUP) core
	@$(PYTHON) .ci/tasks.py core

soak: ## random events on every widget, a minute each
	@$(SETUP) test
	@$(TASK) soak

book: ## set up and build the book into _build/html
	@$(SETUP) book
	@$(TASK) build

lab: ## set up and open the chapters in JupyterLab, as notebooks
	@$(SETUP) book
	@$(TASK) lab

widgets: ## join the widgets' JavaScript: src/softlook/widgets/js -> static
	@$(SETUP) book
	@$(TASK) widgets

benchmarks: book ## measure softlook against its peers and the widgets in a browser, and write down what came out
	@$(SETUP) benchmarks
	@.venv/bin/python tests/benchmarks/run.py
	@.venv/bin/python tests/benchmarks/slider.py
	@.venv/bin/python tests/benchmarks/desk.py

experiments: ## run the papers' experiments on every core and write their tables (the better part of an hour; stop it and it goes on)
	@$(SETUP) test
	@.venv/bin/python -m softlook experiments --jobs

mutants: ## plant the named faults one by one and see that the tests notice (minutes)
	@$(SETUP) test
	@.venv/bin/python tests/mutants/run.py

mutation: ## change the core at every place and see that the tests notice (ONLY=softlook.scores for one module; goes on where it stopped)
	@$(SETUP) mutation
	@.venv/bin/python tests/mutants/generic.py $(if $(ONLY),--only $(ONLY))

lock: ## resolve pyproject.toml into requirements.txt and tests/requirements.txt
	@$(SETUP) lock

clean: ## take away what was built (the environment stays)
	rm -rf _build mutants .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
