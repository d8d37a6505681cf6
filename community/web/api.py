"""The HTTP door for machines: POST /api/<operation>, its OpenAPI description and a page that shows it to people."""

from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from community import __version__, operations
from community.errors import Invalid, NotFound, Problem
from community.operations import OPERATIONS, Operation
from community.web import forms
from community.web.page import context, page
from community.web.problems import problem_response, unexpected
from community.web.respond import encode, json_response
from community.words import N_

KINDS = {
    "401": "unauthenticated", "403": "forbidden", "404": "not_found", "409": "conflict", "410": "gone",
    "413": "too_large", "422": "invalid", "429": "too_fast", "500": "internal", "503": "unavailable",
}  # fmt: skip


async def call(request: Request) -> Response:
    """One operation over HTTP."""
    name = request.path_params["operation"]
    try:
        if name not in OPERATIONS:
            raise NotFound(N_("There is no such operation"))
        raw = _json(await forms.read_body(request, forms.LARGEST_JSON))
        return json_response(await operations.call(context(request, "http"), name, raw))
    except Problem as problem:
        return problem_response(problem, request.state.locale)
    except Exception as error:
        return problem_response(unexpected(error, name), request.state.locale)


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body) if body.strip() else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid({}, N_("The body is not JSON")) from None


def _types() -> list[Any]:
    found: list[Any] = []
    for operation in OPERATIONS.values():
        found += [operation.params, operation.returns]
    return found


@cache
def describe(address: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every operation that is registered; made once, it takes long."""
    template = "#/components/schemas/{name}"
    shapes, components = msgspec.json.schema_components(_types(), ref_template=template)
    paths = {
        f"/api/{operation.name}": _path(operation, shapes[2 * i], shapes[2 * i + 1])
        for i, operation in enumerate(OPERATIONS.values())
    }
    components = {**components, "Problem": _problem_schema()}
    schemes = {"bearer": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Community", "version": __version__, "description": _INTRODUCTION},
        "servers": [{"url": address or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": components, "securitySchemes": schemes},
    }


_INTRODUCTION = (
    "Every ability of the server as an operation: POST a JSON object of parameters, get the result as JSON, or a"
    " problem object (RFC 9457). The same names are methods of JSON-RPC 2.0 on the WebSocket /ws. Times are integer"
    " milliseconds since 1970 UTC."
)


def _path(operation: Operation, params: Any, result: Any) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "post": {
            "operationId": operation.name,
            "tags": [operation.name.partition(".")[0]],
            "summary": operation.summary,
            "description": (operation.handler.__doc__ or "").strip(),
            "security": [{"bearer": []}] + ([{}] if operation.visitors else []),
            "requestBody": {"required": True, "content": {"application/json": {"schema": params}}},
            "responses": {
                "200": {"description": "The result", "content": {"application/json": {"schema": result}}},
                **{code: {"description": kind, "content": problem} for code, kind in KINDS.items()},
            },
        }
    }


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "kind"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "kind": {"enum": sorted([*KINDS.values()])},
            "fields": {"type": "object", "additionalProperties": {"type": "string"}},
            "retry_after": {"type": "integer", "description": "seconds"},
        },
    }


@cache
def _document(address: str) -> bytes:
    return encode(describe(address))


async def openapi(request: Request) -> Response:
    document = _document(request.app.state.site.config.site.address)
    return Response(document, media_type="application/json")


async def docs(request: Request) -> Response:
    """The description as a page that a person can read."""
    return await page(
        request, "api/docs.html", stamps=(), groups=_groups(), channels=sorted(operations.CHANNELS)
    )  # fmt: skip


@cache
def _groups() -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    described = describe("")
    for path, item in described["paths"].items():
        found = item["post"]
        fields = _fields(described, found["requestBody"]["content"]["application/json"]["schema"])
        groups.setdefault(found["tags"][0], []).append({**found, "path": path, "fields": fields})
    return groups


def _fields(described: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    shape = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = set(shape.get("required", ()))
    return [
        {"name": name, "required": name in required, "type": _short(kind)}
        for name, kind in shape.get("properties", {}).items()
    ]


def _short(kind: dict[str, Any]) -> str:
    """A schema in a few words: its type, or its choices."""
    if "anyOf" in kind:
        return " | ".join(_short(one) for one in kind["anyOf"])
    if "enum" in kind:
        return " | ".join(str(choice) for choice in kind["enum"])
    if "$ref" in kind:
        return str(kind["$ref"]).rpartition("/")[2]
    return str(kind.get("type", "any"))


routes = [
    Route("/api/openapi.json", openapi),
    Route("/api/docs", docs),
    Route("/api/{operation}", call, methods=["POST"]),
]
