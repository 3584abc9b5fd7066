# Every command sets up what it needs. "make help" lists them.
PYTHON ?= python3
BIN := .venv/bin
ASSIGNMENTS := ps1-limits ps2-tarasoff ps3-trust ps4-criteria ps5-conference
CLASS := build/class
# With how many examples a property is tried: tests/conftest.py.
EXAMPLES := course

# nbgrader starts alembic by name, so the environment has to be on the PATH.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help lab test test-fast test-all check lint class lectures heights knowledge release goldens bench bench-% hostile hub site browser server javascript clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Set up once, and again when what is needed changes.
.venv/python-ok:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer. Name one: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info >= (3, 15))' || \
	  echo "This was tried with Python 3.11 to 3.14, not yet with this newer one. It goes on all the same." >&2
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 2; }
	@touch $@

.venv/course-ok: .venv/python-ok pyproject.toml $(wildcard lib/tarasoff/reading/*)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[course]'
	@touch $@

.venv/test-ok: .venv/course-ok pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

.venv/hub-ok: .venv/course-ok pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[hub]'
	@touch $@

.venv/site-ok: .venv/course-ok pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[site]'
	@touch $@

# A container's only user is often root, and Jupyter would refuse to start. After a mistake in nbgrader_config.py
# formgrader is not to go on with steps that run students' code as the teacher: traitlets reads the variable.
lab: export TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR = 1
lab: export JUPYTER_CONFIG_PATH := $(if $(TEACHER),,course/.jupyter:)$(JUPYTER_CONFIG_PATH)
lab: .venv/course-ok ## Open the course to read (TEACHER=1: in JupyterLab, with the teacher's tools)
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) \
	  --LabApp.default_url=$(if $(TEACHER),/lab/tree/source,/notebooks/course/00-start.ipynb) $(ARGS)

# What is compiled once need not be compiled in each of the many processes that the tests start.
test test-fast: export PYTHONDONTWRITEBYTECODE =
test: .venv/test-ok browser server ## Set up and run the tests, in a real Chromium too
	@$(MAKE) --no-print-directory -j 2 lint javascript
	$(BIN)/pytest -n 3 --dist loadgroup -m "not online and not every" --hypothesis-profile=$(EXAMPLES) $(ARGS)

test-fast: .venv/test-ok ## The inner loop: under a minute, no browser, no nbgrader runs
	$(BIN)/pytest -n 2 --dist loadgroup -m "not browser and not slow and not binder and not every" --hypothesis-profile=fast $(ARGS)

test-all: EXAMPLES = every
test-all: test .venv/hub-ok ## make test, what asks a package index, and all of what make test takes a part of
	$(BIN)/pytest -m "online or every" $(ARGS)

check: lint javascript ## Lint and types only, of the Python and of the JavaScript

lint: .venv/test-ok
	$(BIN)/ruff check .
	$(BIN)/mypy

class: .venv/course-ok ## Take an invented class of 30 through nbgrader, and print what became of it
	@rm -rf $(CLASS)
	@mkdir -p build
	tarasoff class $(CLASS) --students 30 --seed 7
	@tests/workflow/loop.sh $(CLASS) ps1-limits > $(CLASS)/nbgrader.log 2>&1 || \
	  { tail -n 30 $(CLASS)/nbgrader.log; exit 1; }
	@tarasoff report ps1-limits --course $(CLASS) --all --csv $(CLASS)/report.csv; [ $$? -le 1 ]
	@echo "Look at  $(CLASS)/report.csv               the table"
	@echo "         $(CLASS)/grades.csv               nbgrader's own export"
	@echo "         $(CLASS)/feedback/                what students get back: a page each, to read or to print"
	@echo "         $(CLASS)/nbgrader.log             what nbgrader said"
	@echo "Mark the reflections:  cd $(CLASS) && ../../$(BIN)/jupyter lab$(if $(filter 0,$(shell id -u)), --allow-root), then Nbgrader > Formgrader"
	@echo "Then the pages anew:   cd $(CLASS) && ../../$(BIN)/nbgrader generate_feedback ps1-limits --force"

site: .venv/site-ok ## Build the web edition in build/site (URL=https://... for the map and the previews of links)
	$(BIN)/python -m tarasoff.site $(if $(URL),--url $(URL)) $(ARGS)

release: .venv/course-ok ## Make release/ anew from source/
	@mkdir -p build
	@rm -f build/release.db
	for assignment in $(ASSIGNMENTS); do \
	  tarasoff release $$assignment --gradebook build/release.db || exit 1; \
	done

lectures: .venv/course-ok ## Note in the lectures that they are pages to read, after a cell was added
	$(BIN)/python -m tarasoff.authoring.lectures

heights: .venv/test-ok browser ## Measure how high each exercise of a lecture is, after a view or a question was changed
	$(BIN)/python tests/browser/heights.py

knowledge: .venv/course-ok ## Note the data files of law and lectures as they stand, so that they load fast
	$(BIN)/python -m tarasoff.authoring.precompile

goldens: .venv/course-ok release ## Make release/, submitted/ and autograded/ anew: the invented class that the tests re-grade
	@rm -rf build/goldens submitted/invented-* autograded/invented-* autograded/grades.csv
	@mkdir -p build submitted autograded
	tests/workflow/goldens.sh build/goldens
	@cp -R build/goldens/submitted/. submitted/
	@cp -R build/goldens/autograded/. autograded/
	@cp build/goldens/grades.csv autograded/

bench: .venv/test-ok browser ## Run every benchmark; each ends with a line of JSON
	@for file in tests/benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

bench-%: .venv/test-ok browser ## Run one benchmark, such as bench-import
	@$(BIN)/python tests/benchmarks/bench_$*.py

hostile: .venv/test-ok ## Mark a hostile class, one student of each kind, and print what became of each
	@$(BIN)/python tests/workflow/hostile.py

hub: .venv/hub-ok ## Start a JupyterHub with a teacher and two students (PORT=9000 for another port)
	@mkdir -p build
	@$(BIN)/python tests/hub/start.py build/hub $(PORT)

javascript: .venv/test-ok ## Types, lint and unit tests of the views' JavaScript
	@tests/javascript/check.sh

browser: ## Make sure that there is a Chromium for the tests
	@tests/browser/chromium.sh

server: ## Make sure that there is a PostgreSQL server for the tests
	@tests/workflow/postgres.sh > /dev/null

clean: ## Remove what was built; the environment stays
	rm -rf build dist .mypy_cache .ruff_cache .hypothesis
