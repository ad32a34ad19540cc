"""Checks dashboards against the JSON schemas and the classes of Grafana's foundation SDK.

Usage: check.py FILE..

Prints each finding, and exits with 1 if there are any. The schema of a dashboard does not look inside the options of a
panel, its fields and its queries, so their schemas are applied too.
"""
import functools
import json
import pathlib
import sys

import jsonschema
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import dashboard, dashboardv2

SCHEMAS = pathlib.Path(__file__).parent / "schemas"
# The names of a schema file for the plugins whose name has a hyphen.
FILES = {"state-timeline": "statetimeline"}


class Encoder(JSONEncoder):
    """Repairs the class for the panels of model v2: release 0.0.21 reads two strings as sets of one string."""

    def default(self, obj):
        return obj.pop() if isinstance(obj, set) else super().default(obj)


def repaired(value):
    """Returns a schema without two faults: it takes any value for an object, and unions of types that overlap."""
    if isinstance(value, list):
        return [repaired(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "object" and value.get("additionalProperties") == {}:
        return {}
    return {"anyOf" if key == "oneOf" else key: repaired(item) for key, item in value.items()}


@functools.cache
def schema(name, definition=None):
    """Returns the validator of a file, or of one of its definitions; None if the file has no such definition."""
    whole = repaired(json.loads((SCHEMAS / f"{name}.jsonschema.json").read_text()))
    if definition is not None:
        if definition not in whole["definitions"]:
            return None
        whole["$ref"] = f"#/definitions/{definition}"
    return jsonschema.Draft7Validator(whole)


def breaches(validator, value, place):
    """Yields the findings of a schema."""
    for error in validator.iter_errors(value):
        while error.context:
            # A value that has none of several types: the finding that is deepest in the value says why.
            error = max(error.context, key=lambda inner: len(inner.absolute_path))
        yield f"{place}/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def drawn(plugin, options, custom, place):
    """Yields the findings in the options and fields of a panel."""
    name = FILES.get(plugin, plugin)
    if not (SCHEMAS / f"{name}.jsonschema.json").exists():
        yield f"{place}: the plugin {plugin} has no schema in {SCHEMAS}"
        return
    yield from breaches(schema(name, "Options"), options, f"{place}/options")
    fields = schema(name, "FieldConfig")
    if fields is not None:
        yield from breaches(fields, custom, f"{place}/custom")
    elif custom:
        yield f"{place}/custom: {plugin} has no fields of its own"


def lost(before, after, place):
    """Yields the values that a class of the SDK does not write again."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from lost(value, after[key], f"{place}/{key}")
            elif value is not None:
                yield f"{place}/{key}: the class does not have the key"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (one, other) in enumerate(zip(before, after)):
            yield from lost(one, other, f"{place}/{at}")
    elif before != after:
        yield f"{place}: {before!r} became {after!r}"


def through(model, value):
    """Returns a dashboard after it was read and written by its class."""
    return json.loads(Encoder().encode(model.from_json(value)))


def classic(value):
    """Yields the findings in a dashboard of the classic model."""
    yield from breaches(schema("dashboard"), value, "")
    yield from lost(value, through(dashboard.Dashboard, value), "")
    rows = value["panels"]
    for panel in [*rows, *(inner for row in rows for inner in row.get("panels", []))]:
        if panel["type"] == "row":
            continue
        place = f"panel {panel['title']}"
        yield from drawn(panel["type"], panel["options"], panel["fieldConfig"]["defaults"]["custom"], place)
        for target in panel["targets"]:
            yield from breaches(schema("prometheus"), target, f"{place}/target {target['refId']}")


def v2(resource):
    """Yields the findings in a resource of the model v2."""
    spec = resource["spec"]
    yield from breaches(schema("dashboardv2", "Dashboard"), spec, "spec")
    for variable in spec["variables"]:
        # The class reads the query of a variable like the query of a panel, although it has other keys.
        variable["spec"].get("query", {})["spec"] = {}
    yield from lost(spec, through(dashboardv2.Dashboard, spec), "spec")
    for name, element in spec["elements"].items():
        panel = element["spec"]
        config = panel["vizConfig"]
        yield from drawn(
            config["group"], config["spec"]["options"], config["spec"]["fieldConfig"]["defaults"]["custom"], name
        )
        for query in panel["data"]["spec"]["queries"]:
            yield from breaches(schema("prometheus"), query["spec"]["query"]["spec"], f"{name}/query")


def main():
    """Checks the files that the command line names."""
    register_default_plugins()
    found = 0
    for path in map(pathlib.Path, sys.argv[1:]):
        value = json.loads(path.read_text())
        for finding in (v2 if "apiVersion" in value else classic)(value):
            print(f"{path.name}: {finding}")
            found += 1
    print(f"{len(sys.argv) - 1} dashboards checked, {found} findings")
    sys.exit(found > 0)


main()
