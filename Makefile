# Everything that a reader or continuous integration runs, by one word each. `make` lists them.
# The build itself is CMake's: CMakeLists.txt and CMakePresets.json.

JOBS ?= $(shell nproc)
FILES ?=
FILE ?=
PRESET ?= release
SCHEDULES ?= 2000
export JOBS

sources = $(shell find $(wildcard kernels sim gui tests) \
            -name '*.cpp' -o -name '*.hpp' -o -name '*.cu' -o -name '*.cuh')

.DEFAULT_GOAL := help
.PHONY: help demo dashboard screenshots test chaos answers bench gpu-bundle validate asan format format-check tidy \
        setup setup-checks clean

help:  ## list these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: setup build/release/build.ninja  ## build simgrad and run scenarios/quickstart.toml
	@cmake --build --preset release -j $(JOBS) --target simgrad
	build/release/simgrad run scenarios/quickstart.toml

dashboard: setup build/release/build.ninja  ## build the dashboard and show FILE=…, else the quickstart
	@cmake --build --preset release -j $(JOBS) --target simgrad simgrad-dashboard
	build/release/simgrad-dashboard "$(or $(FILE),$(wildcard quickstart.db),scenarios/quickstart.toml)"

screenshots: setup build/release/build.ninja  ## make the pictures of README.md anew
	@cmake --build --preset release -j $(JOBS) --target simgrad simgrad-dashboard
	@gui/screenshots/remake

test: setup build/release/build.ninja  ## build and run every test but the slow ones
	@cmake --build --preset release -j $(JOBS)
	@ctest --preset release -j $(JOBS)
	@awk '/^[0-9]+\/[0-9]+ Testing: /{tests++} /^All tests passed \(/{cases += $$7} \
	  END {printf "%d tests run, with %d test cases of Catch2 in them\n", tests, cases}' \
	  build/release/Testing/Temporary/LastTest.log

validate: setup build/release/build.ninja  ## run the slow tests: published results repeated
	@cmake --build --preset release -j $(JOBS)
	@ctest --preset validate

chaos: setup build/$(PRESET)/build.ninja  ## run 2,000 random schedules of faults; PRESET=asan: under sanitizers
	@cmake --build --preset $(PRESET) -j $(JOBS) --target simgrad
	tests/chaos/chaos.py build/$(PRESET)/simgrad --schedules $(SCHEDULES) --keep build/chaos

answers: setup build/release/build.ninja  ## run scenarios/faq_*.toml and write README.md's tables of them
	@cmake --build --preset release -j $(JOBS) --target simgrad
	scenarios/answers

bench: setup build/release/build.ninja  ## build and run the benchmarks
	@cmake --build --preset release -j $(JOBS) --target bench bench_dashboard
	build/release/bench
	build/release/bench_dashboard

gpu-bundle: setup build/release/build.ninja  ## gather what checks this build on a GPU elsewhere
	@cmake --build --preset release -j $(JOBS) --target simgrad test_cuda bench
	@.ci/gpu-bundle

asan: setup build/asan/build.ninja  ## build and test with address and undefined-behaviour checks
	@cmake --build --preset asan -j $(JOBS)
	@ctest --preset asan -j $(JOBS)

format: setup-checks  ## rewrite the sources in the project's format
	@clang-format-14 -i $(sources)

format-check: setup-checks  ## fail where the format differs
	@clang-format-14 --dry-run -Werror $(sources)

tidy: setup-checks  ## clang-tidy; FILES="sim/engine …" for some only
	@.ci/tidy $(FILES)

setup:  ## install the Debian packages that are missing
	@.ci/setup

setup-checks: setup
	@.ci/setup --checks

clean:  ## remove the build folder
	rm -rf build

# CMake looks after everything else: it configures again when one of its own files changes.
build/%/build.ninja: CMakePresets.json | setup
	cmake --preset $*
