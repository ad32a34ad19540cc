"""Checks dashboards against the classes of Grafana's foundation SDK.

Usage: check.py FILE..

Prints each finding, and exits with 1 if there are any. The classes are read in two ways: their type hints say which keys
and values a dashboard can have, and a dashboard that a class reads and writes again keeps each of its values.
"""
import enum
import functools
import json
import pathlib
import sys
import types
import typing

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.cog.runtime import panelcfg_config
from grafana_foundation_sdk.models import dashboard, dashboardv2, prometheus


class Encoder(JSONEncoder):
    """Repairs the class for the panels of model v2: release 0.0.21 reads two strings as sets of one string."""

    def default(self, obj):
        return obj.pop() if isinstance(obj, set) else super().default(obj)


@functools.cache
def fields(model):
    """Returns the type hints of a class by the keys that it writes, and the keys that it always writes."""
    hints = typing.get_type_hints(model)
    named, bare = object.__new__(model), object.__new__(model)
    for attribute in hints:
        setattr(named, attribute, attribute)
        setattr(bare, attribute, None)
    return {key: hints[attribute] for key, attribute in named.to_json().items()}, set(bare.to_json())


def of_class(model, value, place):
    """Yields the findings in an object."""
    if not isinstance(value, dict):
        yield f"{place}: {value!r} is not an object"
        return
    known, required = fields(model)
    for key in sorted(required - value.keys()):
        yield f"{place}: the required key {key} is missing"
    for key, item in value.items():
        if key in known:
            yield from of_type(known[key], item, f"{place}/{key}")
        else:
            yield f"{place}/{key}: the type {model.__name__} does not have the key"


def of_union(alternatives, value, place):
    """Yields the findings for the type that fits the value best."""
    found = (list(of_type(alternative, value, place)) for alternative in alternatives)
    yield from min(found, key=len)


def of_scalar(hint, value, place):
    """Yields a finding if a value has another type."""
    # JSON has one type of numbers, and Python takes a boolean for a number.
    accepted = (int, float) if hint is float else hint
    if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
        yield f"{place}: {value!r} is not of the type {hint.__name__}"


def of_values(values, value, place):
    """Yields a finding if a value is not one of some values."""
    if value not in values:
        yield f"{place}: {value!r} is not one of {values}"


def of_type(hint, value, place):
    """Yields the findings in a value by a type hint. A value of any type has none."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        yield from of_union(arguments, value, place)
    elif origin is typing.Literal:
        yield from of_values(list(arguments), value, place)
    elif origin in (list, dict):
        yield from of_scalar(origin, value, place)
        items = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else [])
        for key, item in items:
            yield from of_type(arguments[-1], item, f"{place}/{key}")
    elif hint in (str, bool, int, float, type(None)):
        yield from of_scalar(hint, value, place)
    elif issubclass(hint, enum.Enum):
        yield from of_values([item.value for item in hint], value, place)
    elif hasattr(hint, "from_json"):
        yield from of_class(hint, value, place)


def drawn(plugin, options, custom, place):
    """Yields the findings in the options and fields of a panel, which are of any type for the class of a panel."""
    config = panelcfg_config(plugin)
    if config is None:
        yield f"{place}: the SDK does not have the plugin {plugin}"
        return
    # The runtime knows the classes of a plugin by their functions `from_json`.
    yield from of_class(config.options_from_json_hook.__self__, options, f"{place}/options")
    if config.field_config_from_json_hook is not None:
        yield from of_class(config.field_config_from_json_hook.__self__, custom, f"{place}/custom")
    elif custom:
        yield f"{place}/custom: {plugin} has no fields of its own"


def lost(before, after, place):
    """Yields the values that a class of the SDK does not write again."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from lost(value, after[key], f"{place}/{key}")
            elif value is not None:
                yield f"{place}/{key}: the class does not write the key"
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
    yield from of_class(dashboard.Dashboard, value, "")
    yield from lost(value, through(dashboard.Dashboard, value), "")
    rows = value["panels"]
    for panel in [*rows, *(inner for row in rows for inner in row.get("panels", []))]:
        if panel["type"] == "row":
            continue
        place = f"panel {panel['title']}"
        yield from drawn(panel["type"], panel["options"], panel["fieldConfig"]["defaults"]["custom"], place)
        for target in panel["targets"]:
            yield from of_class(prometheus.Dataquery, target, f"{place}/target {target['refId']}")


def v2(resource):
    """Yields the findings in a resource of the model v2."""
    spec = resource["spec"]
    yield from of_class(dashboardv2.Dashboard, spec, "spec")
    for variable in spec["variables"]:
        # The class reads the query of a variable like the query of a panel, although it has other keys.
        variable["spec"].get("query", {})["spec"] = {}
    yield from lost(spec, through(dashboardv2.Dashboard, spec), "spec")
    for name, element in spec["elements"].items():
        panel = element["spec"]
        config = panel["vizConfig"]
        fields_of_panel = config["spec"]["fieldConfig"]["defaults"]["custom"]
        yield from drawn(config["group"], config["spec"]["options"], fields_of_panel, name)
        for query in panel["data"]["spec"]["queries"]:
            yield from of_class(prometheus.Dataquery, query["spec"]["query"]["spec"], f"{name}/query")


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


if __name__ == "__main__":
    main()
