#!/usr/bin/env bash
# run_bench.sh [SCENARIO…] [--rounds N] [--seconds N] [--stored N]: measures what build/ holds; a table
# on the terminal, all samples in build/bench/results.json.
set -euo pipefail
cd "$(dirname "$0")/.."
exec env PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/harness/main.py "$@"
