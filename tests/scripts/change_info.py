"""Replaces a file of the info part of a .conda archive by standard input: change_info.py ARCHIVE PATH

If standard input is empty, the file is removed. The part is not compressed afterwards, so that a text in it can be
found and changed in the bytes of the archive.
"""

import io
import os
import pathlib
import struct
import sys
import tarfile
import tempfile
import zipfile

from rattler.package_streaming import extract

MOST_OF_A_BLOCK = 1 << 17


def zstd_frame(data: bytes) -> bytes:
    """A zstd frame of raw blocks."""
    blocks = [data[at : at + MOST_OF_A_BLOCK] for at in range(0, len(data), MOST_OF_A_BLOCK)] or [b""]
    frame = b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", len(data))
    for nth, block in enumerate(blocks, 1):
        frame += (len(block) << 3 | (nth == len(blocks))).to_bytes(3, "little") + block
    return frame


archive, changed = sys.argv[1:]
content = sys.stdin.buffer.read()
with tempfile.TemporaryDirectory() as unpacked:
    extract(archive, unpacked)
    file = pathlib.Path(unpacked, changed)
    file.unlink(missing_ok=True)
    if content:
        file.write_bytes(content)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(pathlib.Path(unpacked, "info").rglob("*")):
            if path.is_file():
                tar.add(path, path.relative_to(unpacked).as_posix())
with zipfile.ZipFile(archive) as source:
    members = [(name, source.read(name)) for name in source.namelist()]
with zipfile.ZipFile(archive + ".new", "w", zipfile.ZIP_STORED) as target:
    for name, data in members:
        target.writestr(name, zstd_frame(packed.getvalue()) if name.startswith("info-") else data)
os.replace(archive + ".new", archive)
