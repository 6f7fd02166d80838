"""Builds the packages of a recipe: staging.py RECIPE DIRECTORY

With the programs of this machine, and without any channel.
"""

import sys

from rattler_build import EnvironmentIsolation, PlatformConfig, RenderConfig, Stage0Recipe, VariantConfig

recipe, directory = sys.argv[1:]
config = RenderConfig(platform=PlatformConfig(experimental=True))
for variant in Stage0Recipe.from_file(recipe).render(VariantConfig(), config):
    variant.run_build(output_dir=directory, channels=[], env_isolation=EnvironmentIsolation.NONE)
