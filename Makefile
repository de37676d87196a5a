# make run: set-up, then the main job on the sample documents, then (in a terminal) the workbench with them.
# make test: set-up, then all tests.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
OUT := out
# Tests use a real Chromium and a real PostgreSQL: installed where one may (root, Debian or Ubuntu), asked for elsewhere.
PARTS = chromium fonts-noto-cjk postgresql
THERE = { command -v chromium || command -v google-chrome; } >/dev/null && \
	{ command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; } >/dev/null 2>&1
APT = { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(PARTS) >/dev/null; } || \
	{ echo "make test needs Chromium and PostgreSQL: apt-get install $(PARTS) (or your system's packages), then again" >&2; exit 1; }

.PHONY: run test check bench bench-peers train clean

run: .venv/run.done
	@$(BIN)/gongkai analyze data/samples --jobs 2 --format html --output $(OUT)
	@$(BIN)/gongkai analyze data/samples
	@echo
	@echo "Pages with highlights and reasons: open $(OUT)/index.html in a browser. / 带标注和理由的页面：请用浏览器打开 $(OUT)/index.html"
	@echo "Your own documents / 分析自己的文件: $(BIN)/gongkai analyze FILE-OR-FOLDER"
	@if test -t 0; then $(BIN)/gongkai serve --demo data/samples --database sqlite:///$(OUT)/demo.db; \
	else echo "The workbench / 审查工作台: $(BIN)/gongkai serve --demo data/samples --database sqlite:///$(OUT)/demo.db"; fi

test: .venv/test.done
	$(BIN)/python -m pytest

check: .venv/test.done
	$(BIN)/ruff check pipeline tests
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_layers.py

bench: .venv/test.done
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_workbench

# Neighbours beside us on the same documents: an environment of its own, no part of CI (see tests/bench_peers.py).
GOLD ?= data/corpus/dev
NEWS ?= $(wildcard ../shared/corpora/ner)
bench-peers: .venv-peers/done
	.venv-peers/bin/python -m tests.bench_peers $(GOLD) --foolnltk .venv-peers/foolnltk-0.1.7.tar.gz $(if $(NEWS),--news $(NEWS))

train: .venv/train.done
	$(BIN)/dvc repro

.venv/run.done: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/test.done: pyproject.toml | .venv/bin/python
	@{ $(THERE); } || $(APT)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

.venv/train.done: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[train]'
	@touch $@

.venv-peers/done: tests/peers.txt pyproject.toml
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --requirement tests/peers.txt --editable .
	.venv-peers/bin/python -m pip download --quiet --no-deps --no-build-isolation --dest .venv-peers foolnltk==0.1.7
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is needed (Debian: apt-get install python3 python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv .venv-peers $(OUT) .mypy_cache .ruff_cache .pytest_cache
