"""Reads recipes as rattler-build does and renders them: render.py RECIPE…

Each with the file `variants.yaml` beside it, as rattler-build would. Writes a line for each package: its name and
version.
"""

import pathlib
import sys

from rattler_build import Stage0Recipe, VariantConfig

for path in map(pathlib.Path, sys.argv[1:]):
    variants = VariantConfig.from_file(path.with_name("variants.yaml"))
    for variant in Stage0Recipe.from_file(path).render(variants):
        package = variant.recipe.package
        print(package.name, package.version)
