"""Does what pixi does between asking a backend for outputs and asking it to build one.

environments.py DIRECTORY, with `{"channels": […], "platform": …, "output": …}` on standard input: solves both environments
of the output, installs them below the directory and writes what `conda/build_v1` is told of them.
"""

import asyncio
import json
import os
import pathlib
import sys
from urllib.parse import unquote, urlparse

from rattler import Platform, VirtualPackage, install, solve
from rattler.package import RunExportsJson

LENGTH_OF_HOST_PREFIX = 255


def match_spec(dependency: dict) -> dict:
    """A dependency of an output as the structure of a match spec."""
    spec = dependency.get("binary") or dependency.get("source") or {}
    names = {"version": "version", "build": "build", "buildNumber": "build_number"}
    fields = {ours: spec[theirs] for theirs, ours in names.items() if spec.get(theirs) is not None}
    return {"name": dependency["name"], **fields}


def text(spec: dict) -> str:
    """A match spec as it is written."""
    return " ".join(part for part in (spec["name"], spec.get("version"), spec.get("build")) if part)


def run_exports(record) -> RunExportsJson | None:
    """What a package of a channel that is a directory demands."""
    path = unquote(urlparse(record.url).path)
    try:
        return RunExportsJson.from_package_archive(path)
    except Exception:
        # It demands nothing.
        return None


def exported(records: list, direct: set, environment: str, strengths: list) -> list:
    """The demands of those packages of an environment that were asked for."""
    demands = []
    for record in records:
        exports = run_exports(record) if record.name.normalized in direct else None
        for strength in strengths if exports else []:
            for spec in getattr(exports, strength):
                name, *rest = spec.split(" ", 2)
                parts = dict(zip(("version", "build"), rest))
                source = {"type": "runExport", "from": environment, "runExport": record.name.normalized}
                demands.append({"spec": {"name": name, **parts}, "source": source})
    return demands


async def environment(channels: list, platform: str, prefix: pathlib.Path, dependencies: list) -> tuple:
    """Solves and installs one environment."""
    prefix.mkdir(parents=True, exist_ok=True)
    records = []
    if dependencies:
        records = await solve(
            sources=channels,
            specs=[text(dependency["spec"]) for dependency in dependencies],
            platforms=[Platform(platform), Platform("noarch")],
            virtual_packages=VirtualPackage.detect(),
        )
        await install(records, target_prefix=prefix, platform=Platform(platform), show_progress=False)
    described = []
    for record in records:
        fields = json.loads(record.to_json())
        described.append({**fields, "fn": record.file_name, "url": record.url, "channel": record.channel})
    params = {"prefix": str(prefix), "platform": platform, "dependencies": dependencies, "constraints": [],
              "packages": described}
    return params, records


def names(dependencies: list) -> set:
    return {dependency["spec"]["name"] for dependency in dependencies}


async def main(directory: pathlib.Path, request: dict) -> dict:
    output, channels, platform = request["output"], request["channels"], request["platform"]
    own = lambda section: [{"spec": match_spec(one), "source": None} for one in output[section]["depends"]]
    ignored = output["ignoreRunExports"]
    is_taken = lambda demand: (demand["spec"]["name"] not in ignored["byName"]
                               and demand["source"]["runExport"] not in ignored["fromPackage"])
    build, records = await environment(channels, platform, directory / "bld", own("buildDependencies"))
    strong = list(filter(is_taken, exported(records, names(build["dependencies"]), "build", ["strong"])))
    padded = str(directory / "host")
    padded += "_placehold" * ((LENGTH_OF_HOST_PREFIX - len(padded)) // 10 + 1)
    host_prefix = pathlib.Path(padded[:LENGTH_OF_HOST_PREFIX])
    host, records = await environment(channels, platform, host_prefix, own("hostDependencies") + strong)
    direct = names(own("hostDependencies"))
    weak = list(filter(is_taken, exported(records, direct, "host", ["strong", "weak"])))
    return {
        "channels": channels,
        "buildPrefix": build,
        "hostPrefix": host,
        "runDependencies": own("runDependencies") + strong + weak,
        "runConstraints": [{"spec": match_spec(one), "source": None}
                           for one in output["runDependencies"]["constraints"]],
        "runExports": {kind: [{"spec": match_spec(one), "source": None} for one in specs]
                       for kind, specs in output["runExports"].items()},
        "extraDependencies": {},
        "output": {key: output["metadata"][key] for key in ("name", "version", "build", "subdir", "variant")},
        "workDirectory": str(directory),
        "outputDirectory": None,
    }


print(json.dumps(asyncio.run(main(pathlib.Path(sys.argv[1]), json.load(sys.stdin)))), flush=True)
# Threads of rattler's sometimes crash when the interpreter takes itself apart, so it does not.
os._exit(0)
