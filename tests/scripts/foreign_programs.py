"""Writes the smallest programs for Windows and macOS with a list of crates: foreign_programs.py WINDOWS MACOS

The list is that of cargo-auditable: compressed JSON in a section of its own.
"""

import json
import pathlib
import struct
import sys
import zlib

windows, macos = map(pathlib.Path, sys.argv[1:])
packages = [
    {"name": "app", "version": "0.1.0", "source": "local", "dependencies": [1], "root": True},
    {"name": "leaf", "version": "1.0.1", "source": "crates.io"},
]
crates = zlib.compress(json.dumps({"packages": packages}).encode())
section = b".dep-v0"

# A DOS header that leads to the header of PE, an optional header without directories, and one section.
optional = struct.pack("<H", 0x20B).ljust(240, b"\0")
coff = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x22)
start = 64 + len(coff) + len(optional) + 40
place = struct.pack("<IIIIIIHHI", len(crates), 0x1000, len(crates), start, 0, 0, 0, 0, 0x40000040)
dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
windows.write_bytes(dos + coff + optional + section.ljust(8, b"\0") + place + crates)

# The header of Mach-O, and one segment with one section.
header = struct.pack("<IIIIIIII", 0xFEEDFACF, 0x0100000C, 0, 2, 1, 72 + 80, 0, 0)
start = len(header) + 72 + 80
name = b"__DATA".ljust(16, b"\0")
segment = struct.pack("<II", 0x19, 72 + 80) + name
segment += struct.pack("<QQQQIIII", 0, len(crates), start, len(crates), 3, 3, 1, 0)
part = section.ljust(16, b"\0") + name + struct.pack("<QQIIIIIIII", 0, len(crates), start, 0, 0, 0, 0, 0, 0, 0)
macos.write_bytes(header + segment + part + crates)
