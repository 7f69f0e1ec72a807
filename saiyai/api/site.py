"""The interface as a whole: its routes, and its description for programs (OpenAPI 3.1)."""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI

from saiyai import __version__
from saiyai.api import problems, schemas
from saiyai.api.routes import directory, me, membership, networks

ALWAYS = (400, 422, 500)
WITH_TOKEN = (401, 403, 429)
IN_PATH, WITH_BODY = (404,), (409, 413, 415)
SCHEME = {"type": "http", "scheme": "bearer"}
PROBLEM = "#/components/schemas/ProblemPage"


class Interface(NinjaAPI):
    """Ninja's description, with every problem that an address can answer."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self._described = {}

    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__

    def get_openapi_schema(self, **about):
        """Made once in each language: anybody may ask for it as often as they like."""
        language = get_language()
        if language not in self._described:
            self._described[language] = self._describe(**about)
        return self._described[language]

    def _describe(self, **about):
        described = super().get_openapi_schema(**about)
        for path, methods in described["paths"].items():
            for method, operation in methods.items():
                _complete(operation, path, method)
        parts = described["components"]
        parts["schemas"]["ProblemPage"] = schemas.ProblemPage.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        parts["schemas"] |= parts["schemas"]["ProblemPage"].pop("$defs")
        parts["securitySchemes"] = {"token": SCHEME}
        return described


def _complete(operation, path, method):
    """The problems of an operation, and the scope that it needs."""
    scope = scope_of(operation["operationId"])
    statuses = [*ALWAYS, *(WITH_TOKEN if scope else (429,))]
    statuses += IN_PATH if "{" in path else ()
    statuses += WITH_BODY if method == "post" else ()
    for status in sorted(statuses):
        content = {problems.MEDIA: {"schema": {"$ref": PROBLEM}}}
        title = str(problems.KINDS[problems.OF_STATUS[status]][1])
        operation["responses"][status] = {"description": title, "content": content}
    operation["security"] = [{"token": [scope]}] if scope else []


interface = Interface(
    title="Saiyai",
    version=__version__,
    urls_namespace="v1",
    docs_url=None,
    openapi_url="/openapi.json",
    description=_("The same rules as on the pages, for programs."),
)
problems.handle(interface)
for routes in (networks, directory, membership, me):
    interface.add_router("", routes.router)


def _operations():
    """(path, operation) of everything that is described."""
    for router in interface._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


@cache
def _scopes():
    return {
        operation.operation_id or interface.get_openapi_operation_id(operation): getattr(
            next(iter(operation.auth_callbacks), None), "scope", ""
        )
        for _path, operation in _operations()
    }


def scope_of(operation_id):
    """The scope that an operation needs; "" for one that needs no token."""
    return _scopes()[operation_id]


@dataclass(frozen=True)
class Asked:
    """What an address may be asked: the names behind the question mark, and the scope that it needs."""

    names: frozenset
    scope: str


@cache
def _parameters():
    known = {}
    for path, methods in interface.get_openapi_schema()["paths"].items():
        route = path.lstrip("/").replace("{", "<").replace("}", ">")
        for method, operation in methods.items():
            rows = operation.get("parameters", [])
            names = frozenset(row["name"] for row in rows if row["in"] == "query")
            known[method.upper(), route] = Asked(names, scope_of(operation["operationId"]))
    return known


def parameters_of(method, route):
    """What an address may be asked by this method, or None where there is no such address."""
    return _parameters().get((method, route))
