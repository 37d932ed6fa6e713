"""docs/configuration.md names every key of the configuration and its default, and no other.

configuration_test.py PAGE SELAT: headings are sections ("server.tls"), rows are their keys; lists
count as what they hold."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROW = re.compile(r"^\| `(\w+)` \| (.*?) \|")


def keys_of(schema, path=""):
    """Path → default, as the schema has it; None where it has none."""
    schema = schema.get("items", schema) if schema.get("type") == "array" else schema
    found = {}
    for key, inner in schema.get("properties", {}).items():
        at = f"{path}.{key}" if path else key
        found[at] = inner.get("default")
        found.update(keys_of(inner, at))
    return found


def keys_told(page):
    section, found = "", {}
    for line in page.splitlines():
        if line.startswith("#"):
            title = line.lstrip("# ")
            section = title if re.fullmatch(r"[a-z_.]+", title) else ""
        elif row := ROW.match(line):
            found[f"{section}.{row[1]}" if section else row[1]] = row[2]
    return found


def as_written(default):
    return default if isinstance(default, str) else json.dumps(default)


def main():
    page, program = sys.argv[1:]
    schema = json.loads(subprocess.run([program, "schema"], check=True, capture_output=True).stdout)
    there, told = keys_of(schema), keys_told(Path(page).read_text())
    wrong = [f"{key} is not told" for key in there.keys() - told.keys()]
    wrong += [f"{key} is told and does not exist" for key in told.keys() - there.keys()]
    for key in there.keys() & told.keys():
        default = there[key]
        if isinstance(default, (str, bool, int)) and default != "" and f"`{as_written(default)}`" not in told[key]:
            wrong.append(f"{key} has the default {as_written(default)}, the page says {told[key]}")
    print("\n".join(sorted(wrong)))
    return 1 if wrong or not there else 0


if __name__ == "__main__":
    sys.exit(main())
