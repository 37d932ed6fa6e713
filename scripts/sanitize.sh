#!/usr/bin/env bash
# sanitize.sh asan|tsan [-DNAME=VALUE…]: unit and integration tests in that build. Only what they need is built.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
suppressions=$PWD/tests/support/$preset.supp

scripts/build.sh "$preset" "$@" sanitized_tests
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1:detect_odr_violation=0
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=$suppressions:print_suppressions=0
export TSAN_OPTIONS=suppressions=$suppressions:halt_on_error=1:second_deadlock_stack=1
symbolizer=$(command -v llvm-symbolizer-19 || true)
export ASAN_SYMBOLIZER_PATH=$symbolizer
# Recent kernels spread addresses wider than the thread sanitizer's shadow expects.
run=()
if [[ $preset == tsan ]] && setarch "$(uname -m)" -R true 2>/dev/null; then
    run=(setarch "$(uname -m)" -R)
fi
"${run[@]}" ctest --test-dir "build/$preset" -L '^(unit|integration)$' -j2 --output-on-failure --no-tests=error
