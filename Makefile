# The front door. Everything is incremental; the second call does nothing that is done.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
BUILD := build
SOURCES = $(shell git ls-files -co --exclude-standard '*.cpp' '*.hpp' '*.h' '*.c')

.PHONY: build run test browser sanitize sanitize-asan sanitize-tsan sanitize-long sanitize-threads bench fuzz fmt lint install clean setup help

help:
	@echo 'make run       build, then serve config/demo.yaml on 127.0.0.1:8080'
	@echo 'make test      build, then every test;  make browser: those in a real browser alone'
	@echo 'make sanitize  unit and integration tests under ASan+UBSan, then units with threads under TSan'
	@echo '               make sanitize-long: the longest integration tests under ASan+UBSan too'
	@echo '               make sanitize-threads: the gateway, the API and the integration tests under TSan too'
	@echo 'make build     build/bin/selat, build/plugins/*.so, build/bin/selat-emulators'
	@echo 'make install   DESTDIR= PREFIX=: program, plugins, SDK and its CMake package'
	@echo 'make bench     measure;  make fuzz: FUZZ_SECONDS=60 each'
	@echo 'make fmt       rewrite as .clang-format says;  make lint: check that, clang-tidy and the arrows'
	@echo 'make clean     remove build/'

setup:
	@scripts/setup.sh

build: setup
	@scripts/build.sh release
	@scripts/demo_key.sh

run: build
	@exec scripts/run_demo.sh

test: build
	@scripts/setup.sh browser mail interop
	@ctest --test-dir $(BUILD) -j2 --output-on-failure --no-tests=error

browser: build
	@scripts/setup.sh browser
	@ctest --test-dir $(BUILD) -L '^browser$$' --output-on-failure --no-tests=error

sanitize: sanitize-asan sanitize-tsan

sanitize-asan: setup
	@scripts/sanitize.sh asan

# One after the other: together they would need twice the memory and be no faster.
sanitize-tsan: sanitize-asan
	@scripts/sanitize.sh tsan

sanitize-long: setup
	@scripts/sanitize.sh asan -DSELAT_SANITIZE_ALL=ON

sanitize-threads: setup
	@scripts/sanitize.sh tsan -DSELAT_TSAN_ALL=ON

bench: setup
	@scripts/setup.sh bench interop
	@scripts/build.sh release -DSELAT_BUILD_BENCH=ON
	@scripts/run_bench.sh

fuzz: setup
	@scripts/fuzz.sh

fmt: setup
	@clang-format-19 -i $(SOURCES)

lint: build
	@clang-format-19 --dry-run --Werror $(SOURCES)
	@python3 cmake/check_arrows.py .
	@run-clang-tidy-19 -quiet -p $(BUILD) -j $(JOBS) '^$(CURDIR)/(host|plugins|plugin-sdk)/' 2>/dev/null

install: build
	@DESTDIR='$(DESTDIR)' cmake --install $(BUILD) --prefix '$(PREFIX)'

clean:
	@rm -rf $(BUILD)
