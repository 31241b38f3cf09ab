# What each word does; the work is in bin/.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-slow test-server check laws fuzz bench sbom audit
PORT ?= 8000

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: ## install everything into .venv (quick if nothing is missing)
	@bin/setup

demo: setup ## a small sample school at http://127.0.0.1:8000 (PORT=8123 for another port)
	@exec .venv/bin/kinkeeper demo --port $(PORT)

test: setup ## the test suite, but for what takes longest
	@bin/test -m "not slow"

test-slow: setup ## the tests that take longest (tests/slow.txt)
	@bin/test -m slow

test-server: setup ## the same, with a PostgreSQL server of this machine instead of the embedded one
	@bin/test-server

check: setup ## formatting, lint, types, import contracts, migrations, dependencies
	@bin/check

laws: setup ## the property tests with a thousand examples each; takes a night
	@bin/laws 1000

fuzz: setup ## 100,000 damaged files: each is planned or refused
	@.venv/bin/python -m tests.roster.fuzz 100000

sbom: setup ## the list of all components (CycloneDX) as kinkeeper.cdx.json
	@bin/sbom kinkeeper.cdx.json

audit: setup ## known weaknesses of the components; asks outside
	@bin/audit

bench: setup ## the promises of docs/performance.md, measured
	@.venv/bin/python -m bench
