#!/usr/bin/env python3
"""Reads every #include and fails on those that the house forbids: docs/architecture.md, "Folders and
arrows". check_arrows.py ROOT"""

import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# What each folder of host/ may include of the others, beside itself and base.
ALLOWED = {
    "base": set(),
    "model": set(),
    "telemetry": {"model"},
    "config": {"model"},
    "engine": {"model"},
    "routing": {"model"},
    "delivery": {"model"},
    "store": {"model"},
    "plugins": {"model", "routing", "store", "telemetry"},
    "conformance": {"model", "plugins", "routing", "store"},
    "net": {"telemetry"},
    "desktop": {"net"},
    "api": {"model", "engine", "routing", "delivery", "plugins", "store", "net", "telemetry"},
    "gateway": {"model", "engine", "routing", "delivery", "plugins", "store", "net", "telemetry",
                "api", "config", "desktop"},
    "cli": {"model", "delivery", "config", "plugins", "conformance", "gateway"},
}
PURE = {"model", "engine", "routing"}
IMPURE = re.compile(r"boost/|thread$|mutex$|shared_mutex$|condition_variable$|future$|atomic$|"
                    r"fstream$|filesystem$|sys/|unistd\.h$|curl/|sqlite3\.h$")
CLOCK = re.compile(r"\b(system|steady|high_resolution|utc|file)_clock::now\s*\(|\btime\s*\(\s*(NULL|nullptr|0)\s*\)")

# Libraries that are known in few places.
CONFINED = [
    (re.compile(r"^boost/dll"), re.compile(r"^host/plugins/shared_object\.(cpp|hpp)$")),
    (re.compile(r"^date/"), re.compile(r"^host/config/time_zone\.cpp$")),
    (re.compile(r"^yaml-cpp/"), re.compile(r"^host/config/read_yaml[^/]*\.cpp$")),
    (re.compile(r"^curl/"), re.compile(r"^(host/net|tests)/")),
    (re.compile(r"^sqlite3\.h$"), re.compile(r"^(host/store/sqlite|tests)/")),
    (re.compile(r"^CLI/"), re.compile(r"^host/cli/|^tests/")),
]


def faults_of(path, text):
    parts = path.split("/")
    folder = parts[1] if parts[0] == "host" else None
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            if folder in PURE and CLOCK.search(line.split("//")[0]):
                yield number, f"host/{folder} is pure: `now` is passed in, never asked for"
            continue
        name = found.group(2)
        if name.startswith("host/"):
            target = name.split("/")[1]
            if parts[0] in ("plugin-sdk", "plugins"):
                yield number, f"{parts[0]}/ knows nothing of the host, not {name}"
            elif folder and target not in ALLOWED.get(folder, set()) | {folder, "base"}:
                yield number, f"host/{folder} may not know host/{target}"
        if name.startswith("plugins/") and parts[0] == "plugins":
            own = "/".join(parts[:3]) + "/"
            if not name.startswith((own, "plugins/shared/")):
                yield number, f"a plugin knows itself and plugins/shared, not {name}"
        if folder in PURE and IMPURE.search(name):
            yield number, f"host/{folder} is pure: it may not include <{name}>"
        if parts[0] == "plugin-sdk" and "include" in parts and re.match(r"boost/|nlohmann/|fmt/", name):
            yield number, f"the SDK needs the standard library alone, not <{name}>"
        for library, places in CONFINED:
            if library.match(name) and not places.match(path):
                yield number, f"<{name}> belongs to {places.pattern}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    count = 0
    files = 0
    for top in ("host", "plugin-sdk", "plugins"):
        for path in sorted((root / top).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.suffix not in (".h", ".hpp", ".c", ".cpp") or "node_modules" in relative:
                continue
            files += 1
            for line, text in faults_of(relative, path.read_text(encoding="utf-8", errors="replace")):
                print(f"{relative}:{line}:1: error: {text}")
                count += 1
    if files == 0:
        print(f"{root}: error: no source found")
        count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
