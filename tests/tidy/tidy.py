#!/usr/bin/env python3
"""Style as a test: what reviewers would otherwise have to remember.

usage: tidy.py ROOT [--clang-format PROGRAM]
Checks every C++ file below src/ and tests/ (and bench/, strategies/): arrows between rooms as CMakeLists.txt draws them, length of
files, functions and lines, banned calls (each with what to use instead), a comment at the head of each header, leftovers, formatting.
Prints one line a finding and ends with "N passed, N failed", counting files.
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

FILE_LINES = 450
FUNCTION_LINES = 70
LINE_COLUMNS = 120

# (pattern, where it is allowed, what to use instead)
BANNED = [
    (r"std::cout|std::cerr|\bprintf\(", r"^src/cli/|^src/client_program/main|^tests/|^bench/", "write to the log (base/log.hpp); only cli/ talks to the terminal"),
    (r"system_clock::now|steady_clock::now|\bgettimeofday\(|\btime\(nullptr\)", r"^src/base/clock|^src/http/|^tests/|^bench/",
     "take a tremolo::clock (base/clock.hpp) as a parameter"),
    (r"std::random_device|\brand\(\)", r"^src/cli/|^src/config/|^tests/|^bench/", "take a seed as a parameter"),
    (r"catch \(\.\.\.\) \{\s*\}", None, "log it or rethrow it: a swallowed exception is a lost trade"),
    (r"(?<![\w.])new [A-Za-z_:]+[ ({\[]", None, "std::make_unique or std::make_shared"),
    (r"\bdelete [a-z_]+;", None, "let a smart pointer own it"),
    (r"co_spawn\([^;]*\[[^\]]", None, "coroutine lambdas capture nothing (stack-notes 1.1): a member function, or parameters by value"),
    (r"asio::detached", None, "a completion handler that logs the exception"),
    (r"using namespace std;", None, "name what you use"),
    (r"\b(TODO|FIXME|XXX)\b", None, "do it, or describe it in docs/"),
    (r"#include <boost/(asio|beast)", r"^src/http/|^src/client/|^tests/|^bench/", "only http/ and client/ know Asio and Beast; use http/message.hpp"),
    (r"#include <soci/", r"^src/store/", "only store/ knows the database library"),
    (r"#include <arrow/", r"^src/market/arrow/", "only market/arrow knows Arrow"),
]


def rooms_of(root):
    """room -> rooms it may use, from CMakeLists.txt: the build and this check cannot disagree."""
    text = (root / "CMakeLists.txt").read_text()
    found = re.findall(r"^tremolo_(?:room|program)\((\w+)(?: NAME [\w-]+)?(?: USES ([\w ]+))?\)", text, re.M)
    return {room: set(uses.split()) | {room} for room, uses in found}


def without_strings(text):
    """The text with string contents, character literals and comments blanked, line breaks kept."""
    pattern = r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*(?:.|\n)*?\*/'
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def function_lengths(text):
    """Yields (first line, length) of every function body that stands directly in a namespace or a class."""
    stack, line, head = [], 1, ""
    for c in text:
        if c == "\n":
            line += 1
        if c == "{":
            scope = bool(re.search(r"\b(namespace|class|struct|union|enum|extern)\b[^()=]*$", head.strip()))
            outer = all(kind == "scope" for kind, _ in stack)
            stack.append(("scope" if scope else "function" if outer and "(" in head else "block", line))
            head = ""
        elif c == "}":
            kind, start = stack.pop() if stack else ("block", line)
            if kind == "function":
                yield start, line - start + 1
            head = ""
        elif c == ";":
            head = ""
        else:
            head += c


def check(path, name, rooms):
    raw = path.read_text()
    lines, code = raw.split("\n"), without_strings(raw)
    if len(lines) > FILE_LINES + 1:
        yield 1, f"{len(lines)} lines: a file has one subject and at most {FILE_LINES} lines; split it by subject"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS:
            yield number, f"{len(line)} columns: at most {LINE_COLUMNS}"
    for start, length in function_lengths(code):
        if length > FUNCTION_LINES:
            yield start, f"a function of {length} lines: at most {FUNCTION_LINES}; name its parts"
    for pattern, allowed, instead in BANNED:
        if allowed and re.search(allowed, name):
            continue
        for m in re.finditer(pattern, code if "include" not in pattern and "TODO" not in pattern else raw):
            yield code[: m.start()].count("\n") + 1, f"`{m[0].strip()[:40]}` is banned here: {instead}"
    if path.suffix == ".hpp" and not raw.startswith("// "):
        yield 1, "a header begins with a comment that says what it is for"
    room = re.match(r"src/(\w+)/", name)
    if room:
        for m in re.finditer(r'^#include "(\w+)/', raw, re.M):
            if m[1] in rooms and m[1] not in rooms[room[1]]:
                yield raw[: m.start()].count("\n") + 1, (f"{room[1]}/ may not use {m[1]}/: arrows go down only (CMakeLists.txt lists who may use whom); "
                                                         "move what you need down, or hand it in as a parameter")


def misformatted(program, files):
    if not files:
        return []
    out = subprocess.run([program, "--dry-run", "--ferror-limit=1", *map(str, files)], capture_output=True, text=True)
    return sorted(set(re.findall(r"^(\S+?):(\d+):\d+: (?:warning|error): code should be clang-formatted", out.stderr, re.M)))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("root", type=Path)
    options.add_argument("--clang-format", default="")
    o = options.parse_args()
    root, rooms = o.root.resolve(), rooms_of(o.root)
    files = [f for folder in ("src", "tests", "bench", "strategies") for f in sorted((root / folder).rglob("*.[ch]pp"))]
    failed = {}
    for f in files:
        name = str(f.relative_to(root))
        for line, finding in check(f, name, rooms):
            failed.setdefault(name, []).append((line, finding))
    if o.clang_format:
        for name, line in misformatted(o.clang_format, files):
            name = str(Path(name).relative_to(root))
            failed.setdefault(name, []).append((int(line), "not formatted: run clang-format-14 -i on it"))
    for name, findings in sorted(failed.items()):
        for line, finding in sorted(findings):
            print(f"{name}:{line}: {finding}")
    print(f"{len(files) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
