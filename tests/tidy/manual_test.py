#!/usr/bin/env python3
"""Holds the manual against the code: everything that users can name stands in docs/, and docs/ names nothing that is not there.

usage: manual_test.py ROOT
"""
import re
import sys
import unittest
from pathlib import Path

ROOT = Path(sys.argv.pop() if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()


def read(name):
    return (ROOT / name).read_text()


def words_of(text):
    return set(re.findall(r"\w+", text))


class Manual(unittest.TestCase):
    def assert_named(self, names, page):
        self.assertGreater(len(names), 5, "the code was not understood: this test has to be mended")
        missing = sorted(set(names) - words_of(read(page)))
        self.assertFalse(missing, f"{page} does not name: {', '.join(missing)}")

    def test_configuration_keys(self):
        keys = set()
        for header in ("sections.hpp", "configuration.hpp"):
            for members in re.findall(r"BOOST_DESCRIBE_STRUCT\(\w+,\s*\([\w\s]*\),\s*\(([^)]*)\)\)", read("src/config/" + header)):
                keys |= {key.rstrip("_") for key in re.findall(r"\w+", members)}
        self.assert_named(keys, "docs/configuration.md")

    def test_words_of_settings(self):
        words = set()
        for values in re.findall(r"BOOST_DESCRIBE_ENUM\(\w+, ([\w, ]+)\)", read("src/config/sections.hpp")):
            words |= set(re.findall(r"\w+", values))
        self.assert_named(words - {"none"}, "docs/configuration.md")

    def test_pair_lists_and_protections(self):
        methods = re.findall(r'handler_row\{"(\w+)"', read("src/plugins/pairlists/registry.cpp"))
        self.assert_named(methods, "docs/configuration.md")
        protections = re.findall(r'row\{"(\w+)"', read("src/plugins/protections/manager.cpp"))
        self.assertEqual(set(protections) - words_of(read("docs/strategies.md")), set())

    def test_endpoints(self):
        manual = read("docs/api.md")
        paths = set()
        for file in (ROOT / "src/api/endpoints").glob("*.cpp"):
            # Paths stand in the rows; what is quoted elsewhere has blanks or no slash in front.
            paths |= set(re.findall(r'"(/[\w/{}\-]+)"', file.read_text()))
        # The doors of the stream are no rows of the table: a connection becomes something else there.
        paths |= {p.removeprefix("/api/v1") for p in re.findall(r'_path = "(/[\w/]+)"', read("src/api/stream/door.cpp"))}
        self.assertGreater(len(paths), 60)
        self.assertEqual([], sorted(p for p in paths if f"`{p}`" not in manual and f"`{p}?" not in manual), "docs/api.md does not name these")
        named = {p for p in re.findall(r"`(/[\w/{}\-]+)`", manual)} - {"/docs", "/openapi.json", "/api/v1", "/"}
        self.assertEqual([], sorted(named - paths), "docs/api.md names what is not there")

    def test_limits_of_the_server(self):
        manual, limits = read("docs/api.md"), read("src/http/limits.hpp")
        for text, code in (("16 KiB", "head_bytes = 16 * 1024"), ("1 MiB", "body_bytes = 1024 * 1024"), ("1,024", "connections = 1024"),
                           ("75 s", "idle_deadline{75'000}"), ("10 s, 30 s", "head_deadline{10'000}")):
            self.assertIn(text, manual)
            self.assertIn(code, limits)

    def test_callbacks_and_attributes_of_strategies(self):
        callbacks = re.findall(r"^ *(?:\[\[nodiscard\]\] )?virtual [\w:<>,& ]+?[ &](\w+)\(", read("src/strategy/strategy.hpp"), re.M)
        self.assert_named(callbacks, "docs/strategies.md")
        declared = re.search(r"struct attributes \{(.*?)\n\};", read("src/strategy/attributes.hpp"), re.S)[1]
        attributes = re.findall(r"^    [\w:<>]+ (\w+)(?:\{| =)", declared, re.M)
        self.assertGreater(len(attributes), 25)
        self.assert_named(attributes, "docs/strategies.md")
        # Designated initialisers have an order, and the table promises it.
        table = read("docs/strategies.md").split("## Attributes")[1].split("## Callbacks")[0]
        listed = [name for line in table.splitlines() if line.startswith("| `.") for name in re.findall(r"`\.(\w+)", line.split("|")[1])]
        self.assertEqual(attributes, listed)

    def test_protection_members(self):
        declared = re.search(r"struct protection \{(.*?)\n\};", read("src/strategy/attributes.hpp"), re.S)[1]
        members = re.findall(r"^    [\w:<>]+ (\w+)[;{]", declared, re.M)
        self.assert_named(members, "docs/strategies.md")
        section = read("docs/strategies.md").split("with the members")[1].split("in this order")[0]
        self.assertEqual(members, re.findall(r"`(\w+)`", section))

    def test_indicators(self):
        names = re.findall(r"^\[\[nodiscard\]\] [\w:]+ (\w+)\(", read("src/market/indicators.hpp"), re.M)
        self.assert_named(set(names) - {"moving_average"}, "docs/strategies.md")

    def test_services_of_the_bot(self):
        names = re.findall(r"virtual [^;]*?[ \n>](\w+)\(", read("src/strategy/services.hpp").split("class services")[1])
        self.assert_named(names, "docs/strategies.md")

    def test_options_of_the_command_line(self):
        grammar = ("arguments.cpp", "backtesting_grammar.cpp", "data_grammar.cpp", "grammar_parts.hpp")
        known = {option for file in grammar for option in re.findall(r"--[a-z][a-z\-]+", read(f"src/cli/{file}"))}
        for page in ("README.md", "docs/configuration.md", "docs/strategies.md", "docs/api.md", "docs/data.md"):
            for line in read(page).splitlines():
                if "tremolo" not in line and not line.startswith("| `"):
                    continue
                for command in re.findall(r"(?<!freqtrade-client )--[a-z][a-z\-]+", line):
                    if command not in ("--backtest", "--build-only", "--install", "--prefix", "--quick"):
                        self.assertIn(command, known, f"{page}: {line}")

    def test_links(self):
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
            text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
            for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([\w\-]+))?\)", text):
                if target.startswith(("http:", "https:")):
                    continue
                other = (page.parent / target).resolve() if target else page
                self.assertTrue(other.exists(), f"{page.name} points to {target}")
                if anchor:
                    heads = re.findall(r"^#+ (.*)$", other.read_text(), re.M)
                    slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
                    self.assertIn(anchor, slugs, f"{page.name} points to #{anchor} of {other.name}")


if __name__ == "__main__":
    unittest.main()
