#!/usr/bin/python3
"""Checks every #include of grids/, boundaries/ and pipeline/ against rooms.toml beside this file.

    tests/architecture/check_arrows.py [ROOT]       the checkout, by default the one this file is in

Prints a line `FILE:LINE: what is wrong; what to do` for each fault, and the number of files and arrows. Ends with 1 if there
is a fault. Each room must also have a README.md of at most 15 lines.
"""

import re
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

TOP = ("grids", "boundaries", "pipeline")
MOST_README_LINES = 15
TABLE = "tests/architecture/rooms.toml"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')
# The standard library and the system: headers without a suffix, and these.
SYSTEM = ("fcntl.h", "glob.h", "strings.h", "unistd.h", "emmintrin.h", "immintrin.h", "sys/*")


class Rooms:
    """The table: which room may include which, and where the headers of each library may stand."""

    def __init__(self, path):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        self.allowed = table["rooms"]
        self.libraries = table["libraries"]
        self.faults = []
        above = []
        for room, others in self.allowed.items():
            for other in others:
                if other not in above:
                    self.faults.append(f"{TABLE}: room '{room}': '{other}' is not a room further up; "
                                       "an arrow must point to a room that the table lists before")
            above.append(room)

    def library_of(self, header):
        for name, library in self.libraries.items():
            if any(fnmatch(header, pattern) for pattern in library["headers"]):
                return name, library
        return None, None


def sources(root):
    for top in TOP:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                yield path.relative_to(root)


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match[1] == '"', match[2]


def own_fault(rooms, root, file, header):
    """What is wrong with an include of ours, or None; and the arrow that it is."""
    room, other = file.parent.as_posix(), Path(header).parent.as_posix()
    if not (root / header).is_file():
        return f"unknown header '{header}'; write its path from the top of the checkout", None
    if other == room:
        return None, None
    if other not in rooms.allowed.get(room, []):
        return (f"'{room}' may not include '{header}': no arrow to '{other}' in {TABLE}; "
                "move the code to the room where it belongs"), None
    return None, (room, other)


def library_fault(rooms, file, header):
    """What is wrong with an include of another's header, or None."""
    name, library = rooms.library_of(header)
    if name is None:
        if "." not in header or any(fnmatch(header, pattern) for pattern in SYSTEM):
            return None
        return f"unknown library of header '{header}'; add it to {TABLE}"
    stem = file.with_suffix("").as_posix()
    if not any(stem == place or stem.startswith(place + "/") for place in library["files"]):
        return f"{name} header '{header}' outside the files that adapt {name}; use one of {', '.join(library['files'])}"
    if file.suffix == ".h" and file.as_posix() not in library.get("in_headers", {}):
        return f"{name} header '{header}' in a header of ours; include it in the source only"
    return None


def room_faults(rooms, root, seen_rooms, seen_arrows):
    for room in seen_rooms:
        if room not in rooms.allowed:
            yield f"{room}: unknown room; add it to {TABLE}"
            continue
        readme = root / room / "README.md"
        if not readme.is_file():
            yield f"{room}: missing README.md; say what lives here, what it may use and where to begin reading"
        elif (lines := len(readme.read_text(encoding="utf-8").splitlines())) > MOST_README_LINES:
            yield f"{room}/README.md: {lines} lines; at most {MOST_README_LINES}"
    for room, others in rooms.allowed.items():
        if room not in seen_rooms:
            yield f"{TABLE}: room '{room}': missing folder; remove it"
        for other in others:
            if (room, other) not in seen_arrows:
                yield f"{TABLE}: unused arrow from '{room}' to '{other}'; remove it"


def check(root):
    rooms = Rooms(root / TABLE)
    faults = list(rooms.faults)
    seen_rooms, seen_arrows, files = set(), set(), 0
    for file in sources(root):
        files += 1
        seen_rooms.add(file.parent.as_posix())
        for number, own, header in includes(root / file):
            if own:
                fault, arrow = own_fault(rooms, root, file, header)
                if arrow:
                    seen_arrows.add(arrow)
            else:
                fault = library_fault(rooms, file, header)
            if fault:
                faults.append(f"{file}:{number}: {fault}")
    faults.extend(room_faults(rooms, root, sorted(seen_rooms), seen_arrows))
    return faults, files, len(seen_rooms), len(seen_arrows)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    faults, files, rooms, arrows = check(root)
    for fault in faults:
        print(fault)
    print(f"{files} files in {rooms} rooms, {arrows} arrows, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
