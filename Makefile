# make run    the demonstration: the real Claude Code, a compromised model, 69 attacks, three columns
# make test   everything that must hold, in under 15 minutes
# make test-again tries only what failed; make test-slow the proofs that take minutes
# Both set up what they need; a second time they work offline.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup run test test-again test-slow test-all lint reformat bench package clean

help:
	@sed -n '1,4s/^# //p' Makefile

setup:
	@PYTHON="$(PYTHON)" scripts/system-packages $(ALSO)
	@$(MAKE) --no-print-directory --silent .venv/ready

test test-slow: ALSO := strace postgresql openssh-server

.venv/ready: requirements.lock pyproject.toml
	@scripts/virtual-environment "$(PYTHON)"

run: setup
	@$(BIN)/python examples/support-desk/run.py

test: setup lint
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

test-again: setup
	@[ -s build/failed-tests.txt ]
	@xargs -d '\n' $(BIN)/python -m pytest -q <build/failed-tests.txt

test-slow: setup
	@$(BIN)/python -m pytest -q -m slow

test-all: test test-slow

lint: setup
	@$(BIN)/ruff check src tests bench examples
	@$(BIN)/ruff format --check -q src tests bench examples
	@$(BIN)/mypy
	@PYTHONPATH=src $(BIN)/lint-imports --no-cache --no-logo >build/imports.txt 2>&1 || { cat build/imports.txt; exit 1; }
	@$(BIN)/interrogate -q src/wicketgate

reformat: .venv/ready
	@$(BIN)/ruff check --fix src tests bench examples
	@$(BIN)/ruff format src tests bench examples

bench: setup
	@$(BIN)/python -m bench

package: setup
	@$(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w dist .

clean:
	rm -rf .venv build dist src/*.egg-info
