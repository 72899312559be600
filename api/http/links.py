"""OpenAPI links: what the id in an answer is good for, so that a client finds its way by the document alone.

A file's id leads to all that is read of it and done with it; what a command answers leads back to the file.
"""

from collections.abc import Iterator, Mapping

from api.http.answers import Json

# Which answer names what: operation, status, the path that it fills in, where in the answer the name stands.
FILE = "/v1/applications/{permit_id}"
NAMED = (
    ("submitApplication", "201", FILE, "$response.body#/id"),
    ("readApplication", "200", FILE, "$response.body#/id"),
    ("listApplications", "200", FILE, "$response.body#/items/0/id"),
    ("readQueue", "200", FILE, "$response.body#/items/0/id"),
    ("listExports", "200", "/v1/exports/{export_id}", "$response.body#/items/0/id"),
    ("listEvents", "200", "/v1/events/{position}", "$response.body#/items/0/position"),
    ("listSessions", "200", "/v1/sessions/{session_id}", "$response.body#/items/0/id"),
    ("giveMandate", "201", "/v1/mandates/{mandate_id}", "$response.body#/id"),
    ("makeWebhook", "201", "/v1/webhooks/{webhook_id}", "$response.body#/id"),
    ("listNotifications", "200", "/v1/notifications/{notification_id}", "$response.body#/items/0/id"),
    ("uploadDocument", "201", "/v1/documents/{sha256}", "$response.body#/sha256"),
)
HOME = "readApplication"
_METHODS = ("get", "post", "delete")


def add_links(schema: Json) -> None:
    """Add to `schema`, complete otherwise, the links of each answer that names something."""
    operations = {str(operation["operationId"]): (path, operation) for path, operation in _operations(schema)}
    for source, status, stem, place in NAMED:
        if source in operations:
            parameter = stem.partition("{")[2].rstrip("}")
            links = {name: _link(name, parameter, place) for name in _takers(operations, stem) if name != source}
            _answer(operations[source][1], status)["links"] = links
    for path, operation in operations.values():
        if path.startswith(f"{FILE}/") and "requestBody" in operation and HOME in operations:
            _answer(operation, "200")["links"] = {HOME: _link(HOME, "permit_id", "$request.path.permit_id")}


def _takers(operations: Mapping[str, tuple[str, Json]], stem: str) -> Iterator[str]:
    """Those that take nothing else in their path: what else they take, the answer does not tell."""
    yield from (name for name, (path, _) in operations.items() if path.startswith(stem) and path.count("{") == 1)


def _link(name: str, parameter: str, place: str) -> Json:
    return {"operationId": name, "parameters": {parameter: place}}


def _operations(schema: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in schema["paths"].items():
        yield from ((path, methods[method]) for method in _METHODS if method in methods)


def _answer(operation: Json, status: str) -> Json:
    answer: Json = operation["responses"][status]
    return answer
