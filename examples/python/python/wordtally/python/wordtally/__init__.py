"""Counts words."""

from ._native import tally

__all__ = ["tally"]
