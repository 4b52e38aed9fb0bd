# Two commands on a fresh machine: `make demo` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
SOURCES := setup.cfg setup.py pyproject.toml

.PHONY: demo serve test check bench messages clean browser picture

# The stamp stands inside the environment, so a half-made one never counts as made.
$(VENV)/.installed: $(SOURCES) tools/venv.py
	@echo "正在建立 Python 环境，只在第一次需要。 Making the Python environment, the first time only."
	@$(PYTHON) tools/venv.py $(VENV)
	@rm -rf build
	@echo "正在安装所需的库，约一分钟。 Installing the libraries it needs, about a minute."
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check -e .[dev]
	@touch $@

# The oldest numpy that setup.cfg allows and this Python can run, beside the newest: digests must be the same with both.
$(VENV)/oldest-numpy: $(VENV)/.tested
	@$(BIN)/python tools/oldest_numpy.py $@

demo: $(VENV)/.installed
	@$(BIN)/python tools/catalogs.py
	@$(BIN)/python -u -m competition demo --port $(PORT) $(if $(FRESH),--fresh)

serve: $(VENV)/.installed
	@$(BIN)/python tools/catalogs.py
	@$(BIN)/python -u -m competition serve --port $(PORT)

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

browser: $(VENV)/.installed
	@$(BIN)/python tools/browser.py

test: check browser $(VENV)/oldest-numpy
	@$(BIN)/python tools/catalogs.py
	$(BIN)/python -m pytest -q -rs -n 2 --ignore=tests/browser $(PYTEST)
	$(BIN)/python -m pytest -q -rs -n 2 tests/browser

# Side by side with peers, in one run each.
bench: $(VENV)/.tested
	@for each in benchmarks/bench_*.py; do $(BIN)/python -m benchmarks.$$(basename $$each .py) || exit 1; done

messages: $(VENV)/.tested
	mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location --sort-output --ignore-dirs ".*" -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d competition/translations -l zh_Hans_CN --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date

# The README's picture, taken from a demo of its own.
picture: $(VENV)/.tested browser
	@$(BIN)/python tools/catalogs.py
	@$(BIN)/python tools/picture.py

clean:
	rm -rf $(VENV) build *.egg-info
