"""Reads a file in the form of cargo-bundle-licenses with PyYAML, and prints a line for each crate."""

import sys

import yaml

bundle = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
for crate in bundle["third_party_libraries"]:
    assert all(text["text"].strip() for text in crate["licenses"]), crate
    files = ", ".join(text["file"] for text in crate["licenses"])
    print(f"{crate['package_name']} {crate['package_version']} {crate['license']}: {files}")
