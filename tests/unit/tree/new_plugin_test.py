"""A new plugin project builds, passes its own tests and the kit, and loads; names that cannot be are
refused. new_plugin_test.py KIND SELAT BINARY WORK

BINARY is the folder that the SDK was built in: it is installed from there, as a vendor has it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = 3  # the project's own, and the program's two


def run(*arguments, cwd, expect=0):
    environment = dict(os.environ)
    if shutil.which("ccache"):
        environment.update(CMAKE_C_COMPILER_LAUNCHER="ccache", CMAKE_CXX_COMPILER_LAUNCHER="ccache")
    done = subprocess.run([str(each) for each in arguments], cwd=cwd, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != expect:
        sys.exit(f"{' '.join(map(str, arguments))} ended with {done.returncode}, not {expect}:\n"
                 f"{done.stdout}")
    return done.stdout


def expect(condition, words):
    if not condition:
        sys.exit(words)


def refusals(selat, kind, work):
    for name in ("Acme", "acme_sms", "1acme", "acme-", "", "../acme", "/acme", 'a"b', "test"):
        said = run(selat, "plugin", "new", name, "--kind", kind, cwd=work, expect=2)
        expect("no plugin can be called" in said or not name, said)
    run(selat, "plugin", "new", "acme", "--kind", "telepathy", cwd=work, expect=2)
    expect(not list(work.iterdir()), "a refused name leaves something behind")


def main():
    kind, selat, binary, work = sys.argv[1], *(Path(each).resolve() for each in sys.argv[2:])
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    refusals(selat, kind, work)

    name = f"acme-{kind}"
    made = run(selat, "plugin", "new", name, "--kind", kind, cwd=work)
    project = work / name
    expect(f"{name}/manifest.json\n" in made and f"cd {name}\n" in made, made)
    left = [str(each) for each in project.rglob("*") if each.is_file() and "@" in each.read_text()]
    expect(not left and "@" not in made, f"placeholders are left: {left}")
    before = {each: each.read_bytes() for each in project.rglob("*") if each.is_file()}
    said = run(selat, "plugin", "new", name, "--kind", kind, cwd=work, expect=3)
    expect("is there already" in said, said)
    expect(before == {each: each.read_bytes() for each in project.rglob("*") if each.is_file()},
           "the project that was there is not left as it was")

    run("cmake", "--install", binary / "plugin-sdk", "--prefix", work / "sdk", cwd=work)
    run("cmake", "-B", "build", f"-DCMAKE_PREFIX_PATH={work / 'sdk'}", f"-DSELAT={selat}", cwd=project)
    run("cmake", "--build", "build", cwd=project)
    tested = run("ctest", "--test-dir", "build", "--output-on-failure", cwd=project)
    expect(f"100% tests passed, 0 tests failed out of {TESTS}" in tested, tested)

    plugin = project / "build" / f"{name}.so"
    run(selat, "plugin", "check", plugin, "-c", "selat.yaml", cwd=project)
    run(selat, "check", "-c", "selat.yaml", cwd=project)
    listed = run(selat, "plugin", "list", "--json", "-c", "selat.yaml", cwd=project)
    expect('"fit": true' in listed and f'"kind": "{kind}"' in listed, listed)


if __name__ == "__main__":
    main()
