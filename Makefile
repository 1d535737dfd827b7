# Needs Python 3.11 or newer and make; everything else goes into .venv.
PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/installed
OUT ?= out
JOBS ?= 2
DJANGO ?= 4.2
OTHER = .venv-django-$(DJANGO)
# A file stays with one worker, which has its databases and servers
PYTEST = $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

.PHONY: demo serve test test-django lint check bench picture stress clean

demo: $(INSTALLED)  ## Book a dump (DUMP=file.json, else an invented association), results in OUT
	$(BIN)/asso-bridge demo --out $(OUT) $(if $(DUMP),--dump $(DUMP))

serve: $(INSTALLED)  ## Serve a site like COIN, Tryton, and a run every minute, until Ctrl-C
	$(BIN)/python -m tests.site.serve $(OUT)/serve

test: $(INSTALLED)  ## Run the tests on SQLite, then on PostgreSQL what needs a database
	.ci/packages
	$(PYTEST)
	$(PYTEST) --backend=postgresql

test-django:  ## Run the portal's tests on another Django (DJANGO=4.2), in an environment of its own
	test -x $(OTHER)/bin/python || $(PYTHON) -m venv $(OTHER)
	$(OTHER)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' 'Django==$(DJANGO).*'
	$(OTHER)/bin/python -m pytest -n $(JOBS) --dist loadfile tests/portal --ignore tests/portal/test_browser.py

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test  ## What must pass before a commit: style, types, tests, documentation

bench: $(INSTALLED)  ## Measure the speed, on PostgreSQL and SQLite
	$(BIN)/python -m bench

picture:  ## Draw the rooms of each part into doc/explanation/design.md, from the code
	$(PYTHON) -m tests.pictures.rooms

stress: $(INSTALLED)  ## Run the long campaigns whole
	$(PYTEST) --stress -m stress
	$(PYTEST) --stress -m stress --backend=postgresql

clean:
	rm -rf .cache build dist out *.egg-info

$(INSTALLED): setup.py trytond_asso_members/tryton.cfg
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@
