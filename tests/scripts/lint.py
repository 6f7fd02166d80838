"""Checks recipes as conda-forge does before it takes them: lint.py RECIPE…

The schema is that of https://github.com/prefix-dev/recipe-format. The rules are those of conda-smithy's linter that
a generated recipe could break, under their numbers; conda-smithy itself is not on PyPI. Writes a line for each broken
rule: the recipe's name, the number, and what is wrong.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

SINGLE = ["schema_version", "context", "package", "source", "build", "requirements", "tests", "about", "extra"]
SEVERAL = ["schema_version", "context", "recipe", "source", "build", "outputs", "about", "extra"]
COMPILER = re.compile(r"^\${{ compiler\(['\"](m2w64_)?(c|cxx|fortran|rust|go-cgo)")
STDLIB = re.compile(r"\${{ stdlib\(['\"](m2w64_)?c['\"]\)")


def broken_rules(recipe):
    outputs = recipe.get("outputs", [])
    head = recipe.get("recipe" if outputs else "package", {})
    about = recipe.get("about") or {}
    order = SEVERAL if outputs else SINGLE
    if list(recipe) != sorted(recipe, key=order.index):
        yield "R-001", "the sections are in another order"
    for item in ("homepage", "license", "summary"):
        if not about.get(item):
            yield "R-002", f"no `{item}`"
    maintainers = recipe.get("extra", {}).get("recipe-maintainers")
    if not maintainers:
        yield "R-003", "no maintainers"
    elif not isinstance(maintainers, list):
        yield "R-004", "maintainers are not a list"
    if not recipe.get("tests") and not any(output.get("tests") for output in outputs):
        yield "R-005", "no tests"
    for output in outputs:
        if not output.get("tests"):
            yield "R-006", f"no tests of {output['package']['name']}"
    if "number" not in recipe.get("build", {}):
        yield "R-008", "no build number"
    if not about.get("license_file"):
        yield "R-013", "no licence file"
    if not re.fullmatch(r"[a-z0-9_.-]+", head.get("name", "")):
        yield "R-014", f"the name {head.get('name')!r}"
    if not head.get("version"):
        yield "R-015", "no version"
    source = recipe.get("source", {})
    if "url" in source and not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
        yield "R-019", "no hash of the source"
    for part in [recipe, *outputs]:
        build = [item for item in part.get("requirements", {}).get("build", []) if isinstance(item, str)]
        if "${{ compiler('rust') }}" in build and "cargo-bundle-licenses" not in build:
            yield "R-031", "no cargo-bundle-licenses"
        if any(COMPILER.match(item) for item in build) and not any(STDLIB.search(item) for item in build):
            yield "R-033", "no stdlib('c')"


def main():
    schema = json.loads((pathlib.Path(__file__).parent / "recipe-format" / "schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    for path in map(pathlib.Path, sys.argv[1:]):
        text = path.read_text()
        recipe = yaml.safe_load(text)
        for error in validator.iter_errors(recipe):
            print(f"{path.parent.name} schema: {error.message[:200]}")
        for rule, what in broken_rules(recipe):
            print(f"{path.parent.name} {rule}: {what}")
        if not text.endswith("\n") or text.endswith("\n\n"):
            print(f"{path.parent.name} R-011: the file does not end with one line end")


main()
