"""The page at /docs: the API from its own OpenAPI document, without a script or a byte from outside."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: .4rem; }
details { border-top: 1px solid #8886; padding: .5rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
"""


def docs_page(spec: Mapping[str, Any]) -> str:
    """`spec`, an OpenAPI document, as HTML."""
    info = spec["info"]
    body = "".join(_operations(spec))
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(info['title'])}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(info['title'])}</h1><p>{escape(info.get('description', ''))}</p>"
        f"<p>The same as a document for tools: <a href='/openapi.json'>/openapi.json</a>.</p>"
        f"{body}</body></html>"
    )


def _operations(spec: Mapping[str, Any]) -> Iterator[str]:
    tag = None
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            (first_tag, *_) = operation.get("tags", ["other"])
            if first_tag != tag:
                tag = first_tag
                yield f"<h2>{escape(tag)}</h2>"
            yield _operation(spec, method.upper(), path, operation)


def _operation(spec: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> str:
    needs_token = " · needs the token" if operation.get("security") else ""
    return (
        f"<details><summary><b>{method}</b> <code>{escape(path)}</code>{needs_token}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"{_parameters(operation)}{_request(spec, operation)}{_responses(spec, operation)}</details>"
    )


def _parameters(operation: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in operation.get("parameters", [])
    )
    return f"<h4>Parameters</h4><table>{rows}</table>" if rows else ""


def _request(spec: Mapping[str, Any], operation: Mapping[str, Any]) -> str:
    shown = (
        f"<h4>Body: <code>{escape(kind)}</code></h4>{_example(spec, content.get('schema', {}))}"
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
    )
    return "".join(shown)


def _responses(spec: Mapping[str, Any], operation: Mapping[str, Any]) -> str:
    shown = []
    for status, response in operation["responses"].items():
        shown.append(f"<h4>{escape(status)} {escape(response.get('description', ''))}</h4>")
        if status.startswith("2"):
            contents = response.get("content", {}).values()
            shown.extend(_example(spec, content["schema"]) for content in contents if content.get("schema"))
    return "".join(shown)


def _example(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    example = json.dumps(_sample(spec, schema, depth=0), indent=2, ensure_ascii=False)
    return f"<pre>{escape(example)}</pre>"


_SCALARS: Mapping[str, Any] = {
    "string": "…",
    "integer": 0,
    "number": 0.0,
    "boolean": True,
    "null": None,
}
_DEEPEST = 6


def _sample(spec: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> Any:
    """A value that fits `schema`: its own example where it has one."""
    if "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    given = [schema[name] for name in ("example", "default", "const") if name in schema]
    given += [schema[name][0] for name in ("examples", "enum") if schema.get(name)]
    choices = [*schema.get("anyOf", ()), *schema.get("allOf", ())]
    if given or depth >= _DEEPEST:
        return given[0] if given else "…"
    return _sample(spec, choices[0], depth + 1) if choices else _built(spec, schema, depth)


def _built(spec: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> Any:
    if schema.get("type") == "array":
        return [_sample(spec, schema.get("items", {}), depth + 1)]
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        return {name: _sample(spec, one, depth + 1) for name, one in properties.items()}
    return _SCALARS.get(schema.get("type", ""), "…")
