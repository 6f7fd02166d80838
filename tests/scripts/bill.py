"""Validates a CycloneDX file with the library of that standard, and prints its components."""

import json
import sys

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

text = open(sys.argv[1], encoding="utf-8").read()
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
if error:
    sys.exit(f"{error}")
bill = Bom.from_json(json.loads(text))
bill.validate()
print(bill.metadata.component.name, bill.metadata.component.version)
for component in sorted(bill.components, key=lambda component: component.name):
    if component.name != "rust-std":
        print(component.name, component.version, component.scope.value)
