"""The check of arrows finds what it is for, and lets pass what is right. arrows_test.py CHECK"""

import subprocess
import sys
import tempfile
from pathlib import Path

FORBIDDEN = {
    "host/model/a.hpp": "#include <boost/asio.hpp>\n",
    "host/model/b.cpp": "auto now = std::chrono::system_clock::now();\n",
    "host/engine/a.cpp": "#include <mutex>\n",
    "host/routing/a.cpp": '#include "host/store/store.hpp"\n',
    "host/config/read.cpp": "#include <yaml-cpp/yaml.h>\n",
    "host/config/options.cpp": '#include "host/plugins/catalog.hpp"\n',
    "host/plugins/module.cpp": "#include <boost/dll/shared_library.hpp>\n",
    "host/api/a.cpp": "#include <curl/curl.h>\n",
    "host/store/memory/a.cpp": "#include <sqlite3.h>\n",
    "host/net/a.hpp": '#include "host/api/api.hpp"\n',
    "plugins/channels/x/x.cpp": '#include "host/model/message.hpp"\n',
    "plugin-sdk/include/selat/sdk/a.hpp": "#include <nlohmann/json.hpp>\n",
    "plugin-sdk/check/a.cpp": '#include "host/base/result.hpp"\n',
}
ALLOWED = {
    "host/model/a.hpp": '#include <string>\n#include "host/base/result.hpp"\n',
    "host/engine/a.cpp": "// system_clock::now() is for others\n",
    "host/config/read_yaml.cpp": "#include <yaml-cpp/parser.h>\n",
    "host/plugins/shared_object.cpp": "#include <boost/dll/shared_library.hpp>\n",
    "host/store/sqlite/a.cpp": "#include <sqlite3.h>\n",
    "host/gateway/a.cpp": '#include "host/api/api.hpp"\n#include <thread>\n',
    "plugins/channels/x/x.cpp": "#include <selat/plugin.hpp>\n#include <nlohmann/json.hpp>\n",
}


def run(check, files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return subprocess.run([sys.executable, check, root], capture_output=True, text=True)


def main():
    check = sys.argv[1]
    wrong = 0
    for name, text in FORBIDDEN.items():
        done = run(check, {name: text})
        if done.returncode != 1 or not done.stdout.startswith(f"{name}:1:1: error: "):
            print(f"{name}: {text.strip()} was let pass: {done.stdout}{done.stderr}")
            wrong += 1
    done = run(check, ALLOWED)
    if done.returncode != 0:
        print(f"what is right was refused:\n{done.stdout}{done.stderr}")
        wrong += 1
    if run(check, {}).returncode != 1:
        print("an empty tree passed")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
