#!/usr/bin/env bash
# build.sh PRESET [-DNAME=VALUE…] [TARGET…]: configures when needed, then builds. Quiet unless something fails.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
options=()
targets=()
for each in "$@"; do
    case $each in
    -D*) options+=("$each") ;;
    *) targets+=("$each") ;;
    esac
done
case $preset in
release) folder=build ;;
*) folder=build/$preset ;;
esac

if [[ ! -e $folder/build.ninja || ${#options[@]} -gt 0 ]]; then
    mkdir -p "$folder"
    if ! cmake --preset "$preset" "${options[@]}" >"$folder/configure.log" 2>&1; then
        cat "$folder/configure.log" >&2
        exit 1
    fi
fi
# Fewer jobs than cores where memory is short: one clang needs up to 1.5 GiB here.
memory=$(awk '/MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo)
jobs=$(nproc)
((memory < 1)) && memory=1
((jobs > memory)) && jobs=$memory
if [[ -t 1 ]]; then
    exec ninja -C "$folder" -j "$jobs" "${targets[@]}"
fi
exec ninja -C "$folder" -j "$jobs" --quiet "${targets[@]}"
