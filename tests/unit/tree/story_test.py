"""What docs and READMEs name is there, what they quote is so, and every metric and log line is told.
story_test.py ROOT

Names are paths from the root (or from the page) in backticks, with what is inside of them in brackets
behind, and targets of links; quotes are blocks marked with a file."""

import re
import sys
import tempfile
from pathlib import Path

NAME = re.compile(r"(?<!`)`([\w.-]+(?:/[\w.*-]+)*/?)`(?!`)")
INSIDE = re.compile(r"`([\w./-]+\.\w+)`\s\(`(\w+)`\)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#([^)\s]*))?\)")
QUOTE = re.compile(r"^```\w+ (\S+/\S+)\n(.*?)^```$", re.M | re.S)
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
METRIC = re.compile(r'\b(?:counter|gauge|histogram|ask|ask_total|total)\(\s*"(selat_\w+[a-z])"')
EVENT = re.compile(
    r'(?:level::\w+,|SELAT_LOG_\w+,|\blog\(\d,|\.event =)\s*'
    r'(?:\w+ \? )?"([a-z][\w.-]*\w)"(?:\s*:\s*"([a-z][\w.-]*\w)")?')


def pages_of(root):
    out = [root / "README.md", root / "CHANGELOG.md"]
    for folder in ("docs", "plugins", "tests", "plugin-sdk"):
        out += sorted((root / folder).rglob("*.md"))
    return [each for each in out if each.exists() and "node_modules" not in each.parts]


def anchors_of(page):
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def faults_of(page, root, tops):
    text = page.read_text()
    prose = FENCE.sub("", text)
    for name in NAME.findall(prose):
        inside = "/" in name.rstrip("/") and name.split("/")[0] in tops
        made = name.startswith(("build/", "data/"))
        if inside and not made and not any(list(at.glob(name.rstrip("/"))) for at in (root, page.parent)):
            yield f"names {name}, which is not there"
    for name, word in INSIDE.findall(prose):
        if (root / name).exists() and not re.search(rf"\b{word}\b", (root / name).read_text()):
            yield f"says that {word} is in {name}"
    for target, anchor in LINK.findall(prose):
        file = page.parent / target
        if not file.exists():
            yield f"links to {target}, which is not there"
        elif anchor and anchor not in anchors_of(file):
            yield f"links to {target}#{anchor}, a heading that is not there"
    for name, quoted in QUOTE.findall(text):
        if not (root / name).exists():
            yield f"quotes {name}, which is not there"
        elif quoted not in (root / name).read_text():
            yield f"quotes {name} otherwise than it is: {quoted.splitlines()[0].strip()}"


def not_told(root):
    page = root / "docs/running.md"
    told = page.read_text() if page.exists() else ""
    for file in sorted((root / "host").rglob("*.cpp")):
        text = file.read_text()
        names = METRIC.findall(text) + [name for both in EVENT.findall(text) for name in both if name]
        for name in dict.fromkeys(names):
            if f"`{name}`" not in told:
                yield f"docs/running.md does not tell {name} of {file.relative_to(root)}"


def check(root):
    tops = {each.name for each in root.iterdir() if each.is_dir()}
    pages = pages_of(root)
    wrong = [f"{page.relative_to(root)} {fault}" for page in pages for fault in faults_of(page, root, tops)]
    wrong += not_told(root)
    return wrong if pages else ["there are no pages"]


def finds_what_is_wrong():
    """The check itself: each of these pages has one fault, the last has none."""
    pages = {
        "see `host/gone.cpp`": 1,
        "see `host/a.cpp` (`gone`)": 1,
        "see [this](gone.md)": 1,
        "see [this](README.md#gone)": 1,
        "```cpp host/a.cpp\nint b;\n```": 1,
        "# One two\n`host/a.cpp` `host/*.cpp` `/host/x` `host/a.cpp` (`a`) [a](README.md#one-two)\n```cpp host/a.cpp\nint a;\n```": 0,
    }
    for text, count in pages.items():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "host").mkdir()
            (root / "host/a.cpp").write_text("int a;\n")
            (root / "README.md").write_text(text + "\n")
            if len(check(root)) != count:
                yield f"the check says {check(root)} of: {text}"
    for code, count in {'log(level::info, "a.b", {});': 1, 'log(level::info, on ? "a.b" : "a.c");': 2,
                        'metrics.counter("selat_a_total", "A");': 1}.items():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "host").mkdir()
            (root / "host/a.cpp").write_text(code + "\n")
            if len(list(not_told(root))) != count:
                yield f"the check finds {list(not_told(root))} in: {code}"


def main():
    wrong = list(finds_what_is_wrong()) + check(Path(sys.argv[1]))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
