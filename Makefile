# Everything that one does with the course. Windows has no make: README.md says what to type there.

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
INSIDE := .venv/Scripts/python
else
INSIDE := .venv/bin/python
endif
RUN := $(INSIDE) -m authoring

.PHONY: help lab test notebooks claims bench release-check html environment clean

help:
	@echo "make lab        install the course, copy the lessons to work/ and open JupyterLab there"
	@echo "                (FRESH=02 takes a new copy of lesson 02; your own is kept beside it)"
	@echo "make test       linter, type checker, tests, every notebook"
	@echo "make notebooks  rebuild the notebooks whose sources or library changed (ONLY=02, FORCE=1)"
	@echo "make claims     run every lesson at full length and check what it claims"
	@echo "make bench      time a round of ours against plain loops (WRITE=1 writes benchmarks/README.md)"
	@echo "make html       write the lessons as pages to build/html"
	@echo "make release-check   fail where a stored output is older than what made it"
	@echo "make clean      remove the environment and the built pages; never work/"

environment:
	@$(PYTHON) authoring/environment.py

lab: environment
	@$(RUN) lab $(if $(FRESH),--fresh $(FRESH)) $(LAB)

test: environment
	@$(RUN) test

notebooks: environment
	@$(RUN) notebooks $(ONLY) $(if $(FORCE),--force)

claims: environment
	@$(RUN) claims $(ONLY)

bench: environment
	@$(INSIDE) -m benchmarks $(if $(WRITE),--write)

release-check: environment
	@$(RUN) release-check

html: environment
	@$(RUN) html

clean:
	rm -rf .venv .venv.lock build
