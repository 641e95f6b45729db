# The commands of this project. `make demo` shows it working, `make check` proves it; scripts/ holds what is longer than a line.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

# The programs that a user runs.
PROGRAMS := infusiond infusionctl infusion-sim

.PHONY: deps build demo check check-long bench clean

deps:  ## install the Debian packages and the Python peers needed, where missing
	@scripts/deps.sh

build:  ## release build of the programs
	@scripts/deps.sh programs
	@for program in $(PROGRAMS); do swift build -c release --product "$$program"; done

# The demo runs debug builds: from a clean clone they are ready in about a third of the time of release builds.
demo:  ## a simulated infusion from start to record
	@scripts/deps.sh programs
	@for program in $(PROGRAMS); do swift build --product "$$program"; done
	@scripts/demo.sh .build/debug

check:  ## every test, the linter and the compiler's proof
	@scripts/check.sh

check-long: deps  ## random operators for 10 million events
	@scripts/walk.sh 10000000 40

bench: deps  ## the figures, into .build/bench/*.json
	@for program in $(PROGRAMS) infusion-bench; do swift build -c release --product "$$program"; done
	@mkdir -p .build/bench
	@.build/release/infusion-bench

clean:  ## remove everything that was built
	@rm -rf .build
