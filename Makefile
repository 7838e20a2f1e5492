# What one can do in this checkout. `make` alone lists it.
# Everything runs in .venv, made from requirements.lock on first use; nothing outside of the checkout is touched.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test axe lint native fuzz guided golden rule coverage versions bench peers docs site lock wheel prove audit release clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "apidiff needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## the main job on the example: record, refuse, waive, publish
	@APIDIFF="$(CURDIR)/$(BIN)/apidiff" bash docs/example/demo.sh

test: $(READY) ## all the tests, on every core
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

axe: ## fetch axe-core (needs npm), by which the tests hold the pages to accessibility if a Chromium is here
	npm ci --prefix tests/reporting/axe --ignore-scripts --no-audit --no-fund --silent

lint: $(READY) ## style, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

coverage: $(READY) ## all the tests, and which lines of apidiff they never reach; fails below the floor of pyproject.toml
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

versions: ## all the tests, with each Python of 3.11 to 3.14 that is on the machine
	@test -x $(VENV)-nox/bin/nox || { $(PYTHON) -m venv $(VENV)-nox && \
	    $(VENV)-nox/bin/pip install --quiet --disable-pip-version-check nox==2026.10.20; }
	$(VENV)-nox/bin/nox

native: $(READY) ## build the native reader (needs Rust) and install it into .venv, where it reads from then on
	$(BIN)/python -m release.native native/dist
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall native/dist/*.whl
	@APIDIFF_READER=native $(BIN)/apidiff --version

fuzz: $(READY) ## ten minutes of hostile and broken descriptions; another SEED, other ones
	$(BIN)/python -m fuzz.run --seconds 600 --seed $(or $(SEED),1)

guided: $(READY) ## the same, steered by what code it reaches (needs atheris, on Linux)
	@test -x $(VENV)-fuzz/bin/python || { $(PYTHON) -m venv $(VENV)-fuzz && \
	    $(VENV)-fuzz/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-run.lock && \
	    $(VENV)-fuzz/bin/pip install --quiet --disable-pip-version-check atheris==3.0.0; }
	PYTHONPATH=. $(VENV)-fuzz/bin/python -m fuzz.guided --seconds 600 --seed $(or $(SEED),1)

golden: $(READY) docs ## write again all that is kept and tested against; read it in the diff
	$(BIN)/python -m tests.rules.golden
	APIDIFF_WRITE_GOLDEN=1 $(BIN)/python -m pytest tests/reporting
	bash docs/example/refresh.sh

rule: $(READY) ## start a rule: its entry and its example, with NAME=its-id
	@$(BIN)/python -m tests.rules.scaffold $(NAME)

bench: $(READY) ## time apidiff on real and generated pairs, and plot it
	$(BIN)/python -m bench.run

peers: $(READY) ## install the peers (needs Go) and time them beside apidiff
	$(BIN)/python -m bench.peers
	$(BIN)/python -m bench.run pairs --peers --rounds 9

docs: $(READY) ## compile the catalogue of rules, and write the generated references again
	$(BIN)/python -m apidiff.rules.compiling
	$(BIN)/python -m apidiff.rules.reference > docs/rules.md.new
	mv docs/rules.md.new docs/rules.md
	$(BIN)/python -c 'from apidiff.reporting.published import main; main("docs/schemas")'

site: ## build the documentation as a site into site/, with every link in it checked
	@test -x $(VENV)-site/bin/zensical || { $(PYTHON) -m venv $(VENV)-site && \
	    $(VENV)-site/bin/pip install --quiet --disable-pip-version-check zensical==0.0.73; }
	$(VENV)-site/bin/zensical build --clean --strict

lock: $(READY) ## choose the locked versions again
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(call locked,requirements.lock,--extra dev,developing and testing apidiff needs)
	$(call locked,requirements-run.lock,,installing and running apidiff needs)
	{ echo '# What builds the native reader, with hashes. Made by `make lock`.'; \
	  $(BIN)/python -c 'import tomllib; print(*tomllib.load(open("native/pyproject.toml", "rb"))["build-system"]["requires"])' | \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	      --no-annotate - ; } > native/requirements.lock.new
	mv native/requirements.lock.new native/requirements.lock
	cargo update --quiet --manifest-path native/Cargo.toml

# $(1): the file, $(2): uv's options, $(3): what it is for. hatchling and editables build and link the package itself.
define locked
{ echo '# Every package that $(3), with hashes. Made by `make lock`; pyproject.toml says which and why.'; \
  printf 'hatchling>=1.25\neditables>=0.5\n' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
      --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade $(2) pyproject.toml - ; } > $(1).new
mv $(1).new $(1)
endef

wheel: $(READY) ## build the wheel and the source distribution into dist/
	$(BIN)/python -m hatchling build

prove: $(READY) ## build twice and compare, and try the wheels in clean environments
	$(BIN)/python -m release.prove

audit: $(READY) ## ask for known vulnerabilities of the locked packages, and write their bill of materials into dist/
	@test -x $(VENV)-audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)-audit && \
	    $(VENV)-audit/bin/pip install --quiet --disable-pip-version-check pip-audit==2.10.1 cyclonedx-bom==7.5.0; }
	@mkdir -p dist
	$(VENV)-audit/bin/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml --mc-type library \
	    --output-file dist/apidiff.cdx.json requirements-run.lock
	$(VENV)-audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

release: $(READY) ## build, prove, audit and sign a tagged release: KEY=the key to sign with
	@test -n "$(KEY)" || { echo "say with which key: make release KEY=~/.ssh/id_ed25519" >&2; exit 1; }
	@test -z "$$(git status --porcelain)" || { echo "commit or remove what is not committed first" >&2; exit 1; }
	@git describe --tags --exact-match --match "v$$($(BIN)/apidiff --version | awk 'NR == 1 {print $$NF}')" > /dev/null || \
	    { echo "tag this commit with its version first" >&2; exit 1; }
	rm -rf dist
	$(MAKE) prove audit wheel
	$(BIN)/python -m release.native --ask && $(BIN)/python -m release.native dist || test $$? = 2
	$(BIN)/python -m release.sign dist --key $(KEY)

clean: ## remove what the other targets made
	rm -rf tests/reporting/axe/node_modules $(VENV) $(VENV)-audit $(VENV)-fuzz $(VENV)-native $(VENV)-nox $(VENV)-site native/target native/dist .nox demo dist site .cache bench/out .mypy_cache .ruff_cache .pytest_cache .hypothesis
