#!/usr/bin/python3
"""Signs a program for macOS again: `codesign -f -s - FILE`, as far as zig's linker has made room for it.

The signature of a program that the linker has signed has a digest for each page. They are computed anew. Programs for
Intel's processors stay as they are: zig does not sign them, and they run unsigned.
"""

import hashlib
import struct
import sys

LC_CODE_SIGNATURE = 0x1D
DIRECTORY = 0xFADE0C02


def signature(program: bytearray) -> int | None:
    """The place of the signature in the program; None if it has no signature."""
    (commands,) = struct.unpack_from("<I", program, 16)
    place = 32
    for _ in range(commands):
        command, size, data = struct.unpack_from("<III", program, place)
        if command == LC_CODE_SIGNATURE:
            return data
        place += size
    return None


def sign(program: bytearray, start: int) -> None:
    (parts,) = struct.unpack_from(">I", program, start + 8)
    for index in range(parts):
        (offset,) = struct.unpack_from(">I", program, start + 16 + 8 * index)
        directory = start + offset
        if struct.unpack_from(">I", program, directory)[0] != DIRECTORY:
            continue
        first, _, _, count, end = struct.unpack_from(">IIIII", program, directory + 16)
        page = 1 << program[directory + 39]
        for number in range(count):
            content = program[number * page : min((number + 1) * page, end)]
            place = directory + first + 32 * number
            program[place : place + 32] = hashlib.sha256(content).digest()


path = sys.argv[-1]
with open(path, "r+b") as file:
    content = bytearray(file.read())
    start = signature(content)
    if start is not None:
        sign(content, start)
        file.seek(0)
        file.write(content)
