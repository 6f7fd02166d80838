"""Unpacks an archive: unpack.py ARCHIVE DIRECTORY"""

import sys

from rattler.package_streaming import extract

archive, directory = sys.argv[1:]
extract(archive, directory)
