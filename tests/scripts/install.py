"""Installs packages as conda does: install.py --channel DIRECTORY|URL|NAME… [--platform PLATFORM] PREFIX SPEC…"""

import argparse
import asyncio
import os
import pathlib
import sys
import tempfile

from rattler import Client, Gateway, Platform, VirtualPackage, install, solve
from rattler.networking import S3Middleware


def url(channel: str) -> str:
    directory = pathlib.Path(channel)
    return directory.resolve().as_uri() if directory.is_dir() else channel


async def main(arguments: argparse.Namespace) -> None:
    platform = Platform(arguments.platform) if arguments.platform else Platform.current()
    # Buckets are found by the variables of AWS.
    client = Client([S3Middleware()])
    records = await solve(
        gateway=Gateway(client=client),
        sources=[url(channel) for channel in arguments.channel],
        specs=arguments.specs,
        platforms=[platform, Platform("noarch")],
        virtual_packages=VirtualPackage.detect(),
    )
    with tempfile.TemporaryDirectory() as cache:
        await install(
            records,
            client=client,
            target_prefix=arguments.prefix,
            cache_dir=cache,
            platform=platform,
            show_progress=False,
        )
    for record in records:
        print(record.name.normalized, record.version)


parser = argparse.ArgumentParser()
parser.add_argument("--channel", action="append", required=True, help="by priority")
parser.add_argument("--platform", help="another than this machine's")
parser.add_argument("prefix")
parser.add_argument("specs", nargs="+")
asyncio.run(main(parser.parse_args()))
sys.stdout.flush()
# Threads of rattler's sometimes crash when the interpreter takes itself apart, so it does not.
os._exit(0)
