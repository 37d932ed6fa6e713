#!/usr/bin/env bash
# Builds every fuzzer of tests/fuzz and runs each for FUZZ_SECONDS (60); corpora stay in build/fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
# A fuzzer is worth its inputs a second: -O1 compiles slower than what tests are built with, and runs faster.
cmake --preset asan -B build/fuzz -DSELAT_BUILD_FUZZ=ON -DSELAT_BUILD_TESTS=ON \
    -DCMAKE_CXX_FLAGS_RELWITHDEBINFO='-O1 -gline-tables-only' >/dev/null
ninja -C build/fuzz --quiet fuzzers
for fuzzer in build/fuzz/fuzz/*_fuzz; do
    name=$(basename "$fuzzer")
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    seeds=tests/fuzz/seeds/${name%_fuzz}
    [[ -d $seeds ]] || seeds=
    echo "$name: $seconds s"
    "$fuzzer" -max_total_time="$seconds" -timeout=10 -print_final_stats=0 -verbosity=0 "$corpus" $seeds
done
