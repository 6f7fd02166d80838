"""Reads channels as conda clients do, with py-rattler.

Each line of standard input is a JSON object with the paths of a channel and of a directory for unpacked
packages. The answer is a line of JSON: the packages of the channel, and everything that contradicts.
"""

import hashlib
import json
import pathlib
import sys
import traceback

from rattler import Channel, RepoData
from rattler.package import IndexJson
from rattler.package_streaming import extract


def read(channel: pathlib.Path, unpacked: pathlib.Path, problems: list[str]) -> list[dict]:
    packages = []
    folders = (folder for folder in channel.iterdir() if folder.is_dir() and folder.name[0] != ".")
    for folder in sorted(folders):
        index = folder / "repodata.json"
        if not index.is_file():
            problems.append(f"{folder.name} has no index")
            continue
        named = set()
        for record in RepoData.from_path(index).into_repo_data(Channel(channel.as_uri())):
            name = record.file_name
            named.add(name)
            archive = folder / name
            if not archive.is_file():
                problems.append(f"{name} is in the index and not in the channel")
                continue
            content = archive.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if (record.sha256.hex(), record.size) != (digest, len(content)):
                problems.append(f"{name} is not the archive that the index describes")
                continue
            inside = IndexJson.from_package_archive(archive)
            for key in ["name", "version", "build", "build_number", "depends", "license"]:
                if str(getattr(inside, key)) != str(getattr(record, key)):
                    problems.append(f"{name}: the index has another {key} than the archive")
            prefix = unpacked / digest
            if not prefix.exists():
                extract(archive, prefix)
            packages.append(
                {
                    "name": record.name.normalized,
                    "version": str(record.version),
                    "build_number": record.build_number,
                    "file": name,
                    "sha256": digest,
                    "size": len(content),
                    "prefix": str(prefix),
                }
            )
        for archive in [*folder.glob("*.conda"), *folder.glob("*.tar.bz2")]:
            if archive.name not in named:
                problems.append(f"{archive.name} is in the channel and not in the index")
    return packages


for line in sys.stdin:
    request = json.loads(line)
    problems: list[str] = []
    packages = []
    try:
        packages = read(pathlib.Path(request["channel"]), pathlib.Path(request["unpacked"]), problems)
    except Exception:
        problems.append(traceback.format_exc())
    print(json.dumps({"packages": packages, "problems": problems}), flush=True)
