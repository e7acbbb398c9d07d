# make run    the window on the sample project (without a display: its report and figures under out/)
# make test   everything that has to hold: style, types, borders, tests
#
# Both do all the set-up on a bare Debian; afterwards neither needs a network.

PYTHON_HERE := .venv/bin/python
JOBS ?= 2

export PYTHONNOUSERSITE = 1

.PHONY: run test lint format translations lock clean set-up fuzz accuracy bench trust screenshots
.PHONY: installers installer-windows installer-linux installer-tools test-installer-windows test-installer-linux

run: set-up
	@$(PYTHON_HERE) main.py run-sample out

test: lint
	QT_QPA_PLATFORM=offscreen $(PYTHON_HERE) -m pytest -q -n $(JOBS)

# Damaged files through every reader: 10,000 texts and 2,000 binaries, or make fuzz COUNT=100000.
fuzz: set-up
	$(PYTHON_HERE) -m tests.fuzz $(if $(COUNT),--count $(COUNT)) $(if $(JSON),--json $(JSON))

# How near to the limit of the noise the numbers come, over many seeds; make accuracy NAMES=spike COUNT=100 JSON=out.json.
accuracy: set-up
	$(PYTHON_HERE) -m tests.accuracy $(NAMES) $(if $(COUNT),--count $(COUNT)) $(if $(JSON),--json $(JSON))

# How fast we are and against whom, turn about in one run; make bench NAMES="load mhc" JSON=out.json.
bench: set-up
	$(PYTHON_HERE) -m tests.bench $(NAMES) $(if $(JSON),--json $(JSON))

# The installers, into dist/. Their tests build larger ones in less time into build/fast, and try those.
installers: installer-windows installer-linux

installer-windows: set-up installer-tools
	$(PYTHON_HERE) installer/build.py windows

test-installer-windows: set-up installer-tools
	$(PYTHON_HERE) installer/build.py windows --fast --as-version 0.0.9
	$(PYTHON_HERE) installer/build.py windows --fast
	$(PYTHON_HERE) -m pytest -q tests/installers/check_windows.py

installer-linux: set-up installer-tools
	$(PYTHON_HERE) installer/build.py linux

test-installer-linux: set-up installer-tools
	$(PYTHON_HERE) installer/build.py linux --fast
	$(PYTHON_HERE) -m pytest -q tests/installers/check_linux.py

installer-tools:
	@.ci/installer-tools

# What becomes of work when everything goes wrong: kills, power cuts, full disks, damage; make trust NAMES="kill flip" COUNT=50.
trust: set-up
	$(PYTHON_HERE) -m tests.trust $(NAMES) $(if $(COUNT),--count $(COUNT)) $(if $(JSON),--json $(JSON))

# Every tab and dialog, light and dark, English and Chinese, 100 % and 200 %, into out/screenshots/; NAMES="settings start".
screenshots: set-up
	$(PYTHON_HERE) -m tests.screenshots $(NAMES)

lint: set-up
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(PYTHON_HERE) -m mypy
	$(PYTHON_HERE) -c 'from importlinter.cli import lint_imports_command as run; run(["--no-logo"])'

format: set-up
	$(PYTHON_HERE) -m ruff check --fix
	$(PYTHON_HERE) -m ruff format

# Every string that the program says now, in the list of each language; names those that wait for their translation.
translations: set-up
	$(PYTHON_HERE) -m tests.translations

# The lock holds for every platform and Python at once, with the hash of every file.
lock: set-up
	$(PYTHON_HERE) -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links --quiet \
	    --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	$(PYTHON_HERE) -m uv pip compile installer/requirements.in --constraint requirements.lock --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet \
	    --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --output-file installer/requirements.lock

clean:
	rm -rf .venv out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

set-up: .venv/.set-up

.venv/.set-up: requirements.lock .ci/set-up
	@.ci/set-up

# A Python that was upgraded away leaves an environment that does not start: make it again.
ifneq ($(shell $(PYTHON_HERE) -c 'print(1)' 2>/dev/null),1)
.PHONY: .venv/.set-up
endif
