# The one door of the project: `make help` lists what it opens. Every target does the set-up that it needs.

PYTHON ?= python3
LIST ?= data/fixtures/un_sample.xml
MANIFEST ?= data/fixtures/manifest.mrz
PYTEST_ARGS ?= -n 2 --hypothesis-profile=ci

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
READY := $(VENV)/.ready
PACKAGE := src/screening
CORE := $(wildcard $(PACKAGE)/*.pyx $(PACKAGE)/*.pxd $(PACKAGE)/*.h)
STUBBED := $(patsubst $(PACKAGE)/%.pyi,screening.%,$(wildcard $(PACKAGE)/*.pyi))
GENERATORS := $(patsubst tools/%.py,tools.%,$(sort $(wildcard tools/make_*.py)))
GENERATED := $(wildcard $(PACKAGE)/tables data/fixtures)
CHECKED := $(wildcard src tests benchmarks tools setup.py)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The generator of the Han tables reads Unihan of the system (Debian: unicode-data), of the very version that stands in
# the tables. Where the system has another or none, these tables are held by their digests alone.
UNIHAN := /usr/share/unicode
HAS_UNIHAN = $(shell cd $(UNIHAN) 2>/dev/null && sed -n 's/^\# sha256: \([^ ]*\) /\1  /p' $(CURDIR)/$(PACKAGE)/tables/han_mandarin.tsv \
	| sha256sum --check --status && echo yes)
REPEATABLE = $(if $(HAS_UNIHAN),$(GENERATORS),$(filter-out tools.make_han_tables,$(GENERATORS)))

.PHONY: setup demo test check check-tables bench tables wheel sanitize clean help

# What set-up needs from the system. A missing piece stops make with one line that says what to install.
try = $(if $(shell { $(1); } >/dev/null 2>&1 && echo yes),,$(error $(2)))
define preflight
$(call try,command -v $(PYTHON),No "$(PYTHON)" found: install Python 3.11 or later (Debian: python3; Fedora: python3); or name another: make PYTHON=/path/to/python3)
$(call try,$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3$(comma) 11))',"$(PYTHON)" is older than Python 3.11: install a newer one; or name another: make PYTHON=/path/to/python3)
$(call try,$(PYTHON) -c 'import ensurepip$(comma) venv',"$(PYTHON)" has no venv: install it (Debian: apt install python3-venv; Fedora: dnf install python3))
$(call try,test -f "$$($(PYTHON) -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h","$(PYTHON)" has no headers: install them (Debian: apt install python3-dev; Fedora: dnf install python3-devel))
$(call try,echo 'int main() {}' | $(CXX) -std=c++17 -fsyntax-only -x c++ -,No C++17 compiler "$(CXX)" found: install one (Debian: apt install g++; Fedora: dnf install gcc-c++))
endef
comma := ,
define newline


endef

setup: $(READY)  ## Make the virtual environment and build the compiled core

$(PY):
	$(preflight)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade pip

# Cython and setuptools are of the group too: the core is built with the pinned ones, not with the newest of the day.
$(READY): $(PY) pyproject.toml setup.py $(CORE)
	$(preflight)
	rm -rf build/cython
	$(PIP) install --quiet --group dev
	$(PIP) install --quiet --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## Screen the sample manifest; LIST=some.xml and MANIFEST=some.mrz name others
	@$(PY) -m screening demo --list $(LIST) --manifest $(MANIFEST)

test: $(READY)  ## Run the tests
	$(PY) -m pytest $(PYTEST_ARGS)

check: $(READY)  ## Run every gate that is not a test
	$(VENV)/bin/ruff format --check $(CHECKED)
	$(VENV)/bin/ruff check $(CHECKED)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" cython-lint $(filter %.pyx %.pxd,$(CORE))
	$(VENV)/bin/mypy $(CHECKED)
	$(VENV)/bin/stubtest --mypy-config-file pyproject.toml --allowlist tools/stubtest_allowed.txt $(STUBBED)
	$(VENV)/bin/lint-imports
	$(PY) -m pytest -q --doctest-modules src tests/test_docs.py
	$(foreach folder,$(GENERATED),cd $(folder) && sha256sum --check --strict --quiet SHA256SUMS$(newline)	)

bench: $(READY)  ## Measure speed; PAIRS=some.tsv measures accuracy too
	$(PY) -m benchmarks.speed
	$(PY) -m pytest benchmarks --benchmark-enable --benchmark-only
	$(if $(PAIRS),$(PY) -m benchmarks.accuracy $(PAIRS))

tables: $(VENV)/.tables  ## Generate the lookup tables and fixtures again from their sources
	$(foreach generator,$(GENERATORS),$(PY) -m $(generator)$(newline)	)

check-tables: $(VENV)/.tables  ## Generate the tables and fixtures again and compare them with what is committed
	rm -rf build/committed && mkdir -p build/committed && cp -r --parents $(GENERATED) build/committed
	$(MAKE) --no-print-directory tables GENERATORS="$(REPEATABLE)"
	$(foreach folder,$(GENERATED),diff -r --exclude=__pycache__ build/committed/$(folder) $(folder)$(newline)	)
	$(if $(HAS_UNIHAN),,@echo 'Not generated again: the Han tables, for want of their version of Unihan in $(UNIHAN)')

$(VENV)/.tables: $(READY)
	$(PIP) install --quiet --group tables
	@touch $@

wheel: $(READY)  ## Build the wheel, import it from a fresh environment and print its installed size
	rm -rf dist build/wheel
	$(PY) -m build --wheel --no-isolation
	$(PYTHON) -m venv build/wheel
	build/wheel/bin/pip install --quiet --disable-pip-version-check dist/screening-*-cp311-abi3-*.whl
	build/wheel/bin/python -c 'import screening._core; print("screening", screening.__version__)'
	diff -r --exclude=__pycache__ $(PACKAGE)/tables build/wheel/lib/python3*/site-packages/screening/tables
	du -sh build/wheel/lib/python3*/site-packages/screening

# The sanitizers' runtimes must be loaded before Python; libstdc++ with them, or C++ exceptions are not seen. Pytest leaves
# the process's own stderr alone, where a finding is printed before the process ends.  A limit of milliseconds is not
# asked of a build that is several times slower.
sanitize: $(READY)  ## Run the tests against a core built with AddressSanitizer and UndefinedBehaviorSanitizer
	rm -rf build/sanitize
	SANITIZE=1 $(PY) setup.py --quiet build --build-lib build/sanitize --build-temp build/sanitize-objects
	LD_PRELOAD="$$($(CXX) -print-file-name=libasan.so) $$($(CXX) -print-file-name=libstdc++.so)" \
	ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONPATH=build/sanitize \
	$(PY) -m pytest --capture=sys -m "not shared_data" --hypothesis-profile=ci --ignore=tests/test_packaging.py \
	    --deselect tests/test_translit.py::test_no_flood_takes_romanize_longer_than_five_milliseconds

clean:  ## Remove everything that was made, except the virtual environment
	rm -rf build dist src/*.egg-info $(PACKAGE)/*.so $(PACKAGE)/*.cpp $(READY) $(VENV)/.tables
	find src tests benchmarks tools -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

help:  ## Show this
	@sed -n 's/^\([a-z-]*\):[^#]*## */\1\t/p' $(MAKEFILE_LIST) | expand -t 14
