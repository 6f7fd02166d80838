"""Installs packages as conda does: install.py CHANNEL_DIRECTORY PREFIX SPEC…"""

import asyncio
import pathlib
import sys
import tempfile

from rattler import VirtualPackage, install, solve


async def main(channel: str, prefix: str, *specs: str) -> None:
    records = await solve(
        sources=[pathlib.Path(channel).as_uri()],
        specs=list(specs),
        virtual_packages=VirtualPackage.detect(),
    )
    with tempfile.TemporaryDirectory() as cache:
        await install(records, target_prefix=prefix, cache_dir=cache, show_progress=False)
    for record in records:
        print(record.name.normalized, record.version)


asyncio.run(main(*sys.argv[1:]))
