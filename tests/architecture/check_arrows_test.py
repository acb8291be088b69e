#!/usr/bin/python3
"""Tests of check_arrows.py: each test writes a small checkout of two rooms and one fault into it."""

import tempfile
import unittest
from pathlib import Path

import check_arrows

TABLE = """
[rooms]
"grids/text" = []
"grids/quantity" = ["grids/text"]

[libraries.GDAL]
headers = ["gdal*.h"]
files = ["grids/quantity/unit"]
"""


class Arrows(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("tests/architecture/rooms.toml", TABLE)
        self.write("grids/text/README.md", "# text\n")
        self.write("grids/quantity/README.md", "# quantity\n")
        self.write("grids/text/words.h", "#pragma once\n#include <string>\n")
        self.write("grids/quantity/unit.h", '#pragma once\n#include "grids/text/words.h"\n')
        self.write("grids/quantity/unit.cpp", '#include "grids/quantity/unit.h"\n\n#include <gdal_priv.h>\n')

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def faults(self):
        return check_arrows.check(self.root)[0]

    def test_sound_tree_passes(self):
        self.assertEqual(self.faults(), [])

    def test_arrow_back_names_file_and_line(self):
        self.write("grids/text/words.h", '#pragma once\n\n#include "grids/quantity/unit.h"\n')
        self.assertEqual(self.faults(), [
            "grids/text/words.h:3: 'grids/text' may not include 'grids/quantity/unit.h': no arrow to 'grids/quantity' in "
            "tests/architecture/rooms.toml; move the code to the room where it belongs"])

    def test_library_outside_its_files(self):
        self.write("grids/text/words.cpp", '#include "grids/text/words.h"\n#include <gdal.h>\n')
        self.assertEqual(self.faults(), [
            "grids/text/words.cpp:2: GDAL header 'gdal.h' outside the files that adapt GDAL; use one of grids/quantity/unit"])

    def test_library_in_header(self):
        self.write("grids/quantity/unit.h", '#pragma once\n#include "grids/text/words.h"\n#include <gdal.h>\n')
        self.assertEqual(self.faults(), [
            "grids/quantity/unit.h:3: GDAL header 'gdal.h' in a header of ours; include it in the source only"])

    def test_unknown_library(self):
        self.write("grids/text/words.cpp", "#include <boost/any.hpp>\n")
        self.assertEqual(self.faults(), [
            "grids/text/words.cpp:1: unknown library of header 'boost/any.hpp'; add it to tests/architecture/rooms.toml"])

    def test_missing_header(self):
        self.write("grids/text/words.cpp", '#include "words.h"\n')
        self.assertEqual(self.faults(), [
            "grids/text/words.cpp:1: unknown header 'words.h'; write its path from the top of the checkout"])

    def test_circle_in_table(self):
        self.write("tests/architecture/rooms.toml", TABLE.replace('"grids/text" = []', '"grids/text" = ["grids/quantity"]'))
        self.assertIn("'grids/quantity' is not a room further up", self.faults()[0])

    def test_unused_arrow(self):
        self.write("grids/quantity/unit.h", "#pragma once\n")
        self.assertEqual(self.faults(), [
            "tests/architecture/rooms.toml: unused arrow from 'grids/quantity' to 'grids/text'; remove it"])

    def test_unknown_room(self):
        self.write("grids/extra/thing.h", "#pragma once\n")
        self.assertEqual(self.faults(), ["grids/extra: unknown room; add it to tests/architecture/rooms.toml"])

    def test_long_readme(self):
        self.write("grids/text/README.md", "line\n" * 16)
        self.assertEqual(self.faults(), ["grids/text/README.md: 16 lines; at most 15"])


if __name__ == "__main__":
    unittest.main()
