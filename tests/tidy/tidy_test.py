#!/usr/bin/env python3
"""tidy.py must find what it promises to find."""
import tempfile
import unittest
from pathlib import Path

import tidy

ROOMS = {"base": {"base"}, "market": {"market", "base"}, "bot": {"bot", "market", "base"}}


def findings(text, name="src/market/x.cpp"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_text(text)
        return [finding for _, finding in tidy.check(path, name, ROOMS)]


class tidy_test(unittest.TestCase):
    def test_an_arrow_that_goes_up(self):
        self.assertIn("market/ may not use bot/", findings('#include "bot/bot.hpp"\n')[0])
        self.assertEqual(findings('#include "base/clock.hpp"\n'), [])

    def test_a_long_function(self):
        body = "namespace a {\nint f() {\n" + "    ++x;\n" * 80 + "}\n} // namespace a\n"
        self.assertIn("a function of 82 lines", findings(body)[0])
        self.assertEqual(findings("namespace a {\nstruct s {\n" + "    int x;\n" * 80 + "};\n}\n"), [])

    def test_a_long_file_and_line(self):
        self.assertIn("split it", findings("\n" * 500)[0])
        self.assertIn("columns", findings("// " + "x" * 120 + "\n")[0])

    def test_banned_calls_name_the_replacement(self):
        self.assertIn("tremolo::clock", findings("auto t = std::chrono::system_clock::now();\n")[0])
        self.assertIn("log", findings('void f() { std::cout << 1; }\n')[0])
        self.assertEqual(findings('const char* text = "std::cout";\n'), [])

    def test_a_header_without_a_purpose(self):
        self.assertIn("what it is for", findings("#pragma once\n", "src/market/x.hpp")[0])


if __name__ == "__main__":
    unittest.main()
