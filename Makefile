# Needs Python 3.11 or newer and make; everything else goes into .venv.
PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/installed
OUT ?= out
# Some tests wait for a server: one worker more than there are cores
JOBS ?= 3
DJANGO ?= 4.2
OTHER = .venv-django-$(DJANGO)
# The three distributions, as they stand here, and what the tests need
PARTS = --editable ./bridge --editable ./portal --editable '.[test]'
# Sixty modules that ours does not need: they would slow down every other test
BESIDE = .venv-modules
# What is compiled is kept, even where the environment says otherwise: each process starts sooner
export PYTHONDONTWRITEBYTECODE =
# Each worker has databases and servers of its own, and takes tests over from one that has more left
PYTEST = $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

.PHONY: demo serve packages test test-django lint check bench mends picture stress campaigns suites clean

demo: $(INSTALLED)  ## Book a dump (DUMP=file.json, else an invented association), results in OUT
	$(BIN)/asso-bridge demo --out $(OUT) $(if $(DUMP),--dump $(DUMP))

serve: $(INSTALLED)  ## Serve a site like COIN, Tryton, and a run every minute, until Ctrl-C (TRYTON_PORT=8000 SITE_PORT=8080)
	$(BIN)/python -m tests.site.serve $(OUT)/serve

test: $(INSTALLED) packages  ## Run the tests: on PostgreSQL those that it may change, the others on SQLite (ALSO=--package)
	$(BIN)/python -m tests.layers
	$(PYTEST) $(ALSO)
	$(PYTEST) --backend=postgresql

packages:
	.ci/packages

test-django:  ## Run the portal's tests on another Django (DJANGO=4.2), in an environment of its own
	test -x $(OTHER)/bin/python || $(PYTHON) -m venv $(OTHER)
	$(OTHER)/bin/python -m pip install --quiet --disable-pip-version-check $(PARTS) 'Django==$(DJANGO).*'
	$(OTHER)/bin/python -m pytest -n $(JOBS) --dist worksteal tests/portal --ignore-glob 'tests/portal/test_*browser.py'

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test  ## What must pass before a commit: style, types, tests, documentation

bench: $(INSTALLED)  ## Measure the speed, on PostgreSQL and SQLite
	$(BIN)/python -m bench

mends: $(INSTALLED)  ## Write how each refusal is mended into doc/reference/mends.md, from what the tests try
	$(BIN)/python -m tests.mends.table

picture:  ## Draw the rooms of each part into doc/explanation/design.md, from the code
	$(PYTHON) -m tests.pictures.rooms

stress: suites  ## Run the long campaigns whole, and Tryton's own suites; .ci/nightly runs them, and more
	$(MAKE) campaigns
	$(MAKE) campaigns ON='--backend=postgresql --whole'

campaigns: $(INSTALLED)
	$(PYTEST) --stress --package -m stress --ignore tests/suites $(ON)

suites: $(INSTALLED) $(BESIDE)/installed
	$(PYTEST) --stress tests/suites/test_suites.py
	$(BESIDE)/bin/python -m pytest --stress tests/suites/test_many.py
	$(BESIDE)/bin/python -m pytest --stress --backend=postgresql tests/suites/test_many.py

clean:
	rm -rf .cache build dist out *.egg-info bridge/build bridge/*.egg-info portal/build portal/*.egg-info

$(INSTALLED): setup.py bridge/pyproject.toml portal/pyproject.toml trytond_asso_members/tryton.cfg
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PARTS)
	touch $@

$(BESIDE)/installed: setup.py bridge/pyproject.toml portal/pyproject.toml trytond_asso_members/tryton.cfg tests/suites/many.py
	test -x $(BESIDE)/bin/python || $(PYTHON) -m venv $(BESIDE)
	$(BESIDE)/bin/python -m pip install --quiet --disable-pip-version-check $(PARTS) \
		$$(PYTHONPATH=. $(BESIDE)/bin/python -m tests.suites.many)
	touch $@
