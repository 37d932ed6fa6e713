#!/usr/bin/env bash
# Installs what packages.txt names and this machine lacks. A second call costs next to nothing.
# setup.sh [TAG…]: also the packages with one of these tags.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted_packages() {
    local line name tag
    while read -r line; do
        [[ -z $line || $line == \#* ]] && continue
        name=${line%% *}
        tag=''
        [[ $line =~ ^[^[:space:]]+[[:space:]]+\[([a-z]+)\] ]] && tag=${BASH_REMATCH[1]}
        if [[ -z $tag || " $* " == *" $tag "* ]]; then
            echo "$name"
        fi
    done < packages.txt
}

stamp=build/.setup-$(IFS=-; echo "${*:-base}")
# The package database is newer after anything was installed or removed.
if [[ -e $stamp && $stamp -nt packages.txt && $stamp -nt "$0" && ! /var/lib/dpkg/status -nt $stamp ]]; then
    exit 0
fi

mapfile -t wanted < <(wanted_packages "$@")
mapfile -t missing < <(
    comm -13 \
        <(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null |
            sed -n 's/^ii *//p' | sort -u) \
        <(printf '%s\n' "${wanted[@]}" | sort -u)
)

# A nodejs that is not Debian's brings its npm along, and Debian's cannot stand beside it.
if command -v npm >/dev/null; then
    for each in "${!missing[@]}"; do
        [[ ${missing[each]} == npm ]] && unset "missing[each]"
    done
fi

if ((${#missing[@]})); then
    as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || {
            echo "setup: ${missing[*]} must be installed; be root or install sudo" >&2
            exit 3
        }
        as_root=(sudo)
    fi
    echo "setup: installing ${missing[*]}" >&2
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    export DEBIAN_FRONTEND=noninteractive
    # -E keeps the frontend's setting; stdin stays closed so that nothing can ask.
    root() { "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive "$@" </dev/null >>"$log" 2>&1; }
    if ! { root apt-get update -qq &&
        root apt-get install -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}"; }; then
        cat "$log" >&2
        echo "setup: the packages could not be installed" >&2
        exit 3
    fi
fi
mkdir -p build
touch "$stamp"
