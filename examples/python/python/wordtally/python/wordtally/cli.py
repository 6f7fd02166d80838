"""The command `wordtally`."""

import sys

from . import tally


def main():
    print(tally(sys.stdin.read()))
