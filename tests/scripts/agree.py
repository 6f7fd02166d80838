"""Reads a channel as a client does: a line on standard input is the path of a platform's folder and the name of a package,
separated by a tab; the answer is a line of JSON with what `bin/<package>` of the only archive of that name prints.

An archive whose bytes are not those that the index describes is an error, and ends the program.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

from rattler import Channel
from rattler.package_streaming import extract
from rattler.repo_data import RepoData

for line in sys.stdin:
    folder, name = line.rstrip("\n").split("\t")
    folder = pathlib.Path(folder)
    channel = Channel(folder.parent.as_uri())
    records = RepoData.from_path(folder / "repodata.json").into_repo_data(channel)
    for record in records:
        content = (folder / record.file_name).read_bytes()
        assert hashlib.sha256(content).digest() == record.sha256, f"{record.file_name} has another digest in the index"
        assert len(content) == record.size, f"{record.file_name} has another size in the index"
    [record] = [record for record in records if record.name.normalized == name]
    with tempfile.TemporaryDirectory() as directory:
        extract(folder / record.file_name, directory)
        printed = subprocess.run([f"{directory}/bin/{name}"], stdout=subprocess.PIPE, check=True, text=True).stdout
    print(json.dumps(printed), flush=True)
