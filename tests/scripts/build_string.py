"""Renders the recipe in an unpacked package with the package's variant: build_string.py DIRECTORY

Writes the build string that rattler-build gives such a package.
"""

import json
import pathlib
import sys

from rattler_build import Stage0Recipe, VariantConfig

info = pathlib.Path(sys.argv[1]) / "info"
variant = json.loads((info / "hash_input.json").read_text())
variants = VariantConfig({key: [value] for key, value in variant.items()})
[rendered] = Stage0Recipe.from_file(info / "recipe" / "recipe.yaml").render(variants)
print(rendered.recipe.build.string)
