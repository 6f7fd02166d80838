"""Prints the list of crates in the section `.dep-v0` of an ELF program, as JSON."""

import struct
import sys
import zlib

program = open(sys.argv[1], "rb").read()
(table,) = struct.unpack_from("<Q", program, 0x28)
size, count, names = struct.unpack_from("<HHH", program, 0x3A)


def section(index):
    """Offset of the name, and place of the content."""
    name, _, _, _, offset, length = struct.unpack_from("<IIQQQQ", program, table + index * size)
    return name, program[offset : offset + length]


strings = section(names)[1]
for index in range(count):
    name, content = section(index)
    if strings[name : strings.index(b"\0", name)] == b".dep-v0":
        print(zlib.decompress(content).decode())
        break
else:
    sys.exit("no section .dep-v0")
