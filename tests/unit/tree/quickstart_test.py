"""The quickstarts build as they stand in docs/plugins. quickstart_test.py SOURCE BINARY WORK

Blocks marked `sh run` are run in order; blocks marked with a file's name become that file.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(?P<language>\w+) (?P<mark>\S+)\n(?P<text>.*?)^```$", re.M | re.S)


def script_of(page):
    parts = ["set -euo pipefail"]
    for block in BLOCK.finditer(page.read_text()):
        if (block["language"], block["mark"]) == ("sh", "run"):
            parts.append(block["text"])
        elif block["mark"] == "CMakeLists.txt":
            parts.append(f"cat > {block['mark']} <<'END'\n{block['text']}END")
    return "\n".join(parts)


def main():
    source, binary, work = (Path(each).resolve() for each in sys.argv[1:])
    shutil.rmtree(work, ignore_errors=True)
    wrong = 0
    for page in sorted((source / "docs/plugins").glob("quickstart-*.md")):
        folder = work / page.stem
        folder.mkdir(parents=True)
        script = script_of(page).replace("$SELAT/build/", f"{binary}/")
        environment = dict(os.environ, SELAT=str(source), PREFIX=str(folder / "sdk"))
        if shutil.which("ccache"):
            environment.update(CMAKE_C_COMPILER_LAUNCHER="ccache", CMAKE_CXX_COMPILER_LAUNCHER="ccache")
        done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        built = list(folder.glob("*/build/*.so"))
        if done.returncode != 0 or len(built) != 1:
            print(f"{page.relative_to(source)} does not work:\n{done.stdout}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
