"""Which route serves a request: behind an included router FastAPI keeps it apart."""

from starlette.types import Scope


def operation_of(scope: Scope) -> str | None:
    """Return the operationId of the route that serves this request, None before one is found."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    found: str | None = getattr(included or scope.get("route"), "operation_id", None)
    return found
