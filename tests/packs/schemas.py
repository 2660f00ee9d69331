"""Checks JSON against a schema, as far as the schemas of editions go; fails on other keywords."""

from collections.abc import Iterator, Mapping
from typing import Any

KNOWN = {
    *("$ref", "anyOf", "type", "properties", "required", "items", "enum", "const"),
    *("title", "description", "default", "discriminator", "format"),
    *("$schema", "$defs", "$id"),
    *("prefixItems", "minItems", "maxItems"),
}
TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def problems(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], at: str = ""
) -> Iterator[str]:
    """Yield where a value does not fit a schema, and why."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema and all(any(problems(value, one, root, at)) for one in schema["anyOf"]):
        yield f"{at}: fits none of the choices"
    if value not in schema.get("enum", (value,)) or value != schema.get("const", value):
        yield f"{at}: {value!r} is not allowed"
    kinds = TYPES[schema["type"]] if "type" in schema else (object,)
    if not isinstance(value, kinds):
        yield f"{at}: {value!r} is no {schema['type']}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, root, at)
    elif isinstance(value, list):
        yield from _of_list(value, schema, root, at)


def _of_object(
    value: Mapping[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], at: str
) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}: {name} is missing"
    for name, part in schema.get("properties", {}).items():
        if name in value:
            yield from problems(value[name], part, root, f"{at}/{name}")


def _of_list(
    value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], at: str
) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{at}: {len(value)} items"
    first = schema.get("prefixItems", ())
    for place, item in enumerate(value):
        part = first[place] if place < len(first) else schema.get("items")
        if part:
            yield from problems(item, part, root, f"{at}/{place}")
