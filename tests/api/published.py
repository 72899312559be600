"""The OpenAPI that the product publishes, held against what the product answers."""

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import schemathesis
from httpx2 import Request, Response
from schemathesis import APIOperation
from schemathesis.core.errors import InvalidSchema
from schemathesis.core.result import Ok, Result
from schemathesis.generation.stateful.state_machine import APIStateMachine
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.product import ADDRESS, Json, Product

Operation = APIOperation[Any, Any, Any, Any]
CONFORMS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
JSON = "application/json"


class Published:
    """What `/openapi.json` says."""

    def __init__(self, product: Product) -> None:
        self.document: Json = product.get("/openapi.json").json()
        self._schema = schemathesis.openapi.from_dict(self.document)
        # Who asks brings a token of their own; what is no token is the matter of tests/api/test_security.py.
        self._schema.config.generation.update(with_security_parameters=False)
        # Texts are measured when they are trimmed: one that is too long by its blanks only may be told something else.
        self._schema.config.checks.negative_data_rejection.expected_statuses += ["412"]
        self.operations: list[Operation] = [_sound(found) for found in self._schema.get_all_operations()]

    def machine(self) -> type[APIStateMachine]:
        """Return a machine that walks along the links that are written, and along no guessed ones."""
        self._schema.config.phases.stateful.inference.algorithms = []
        return self._schema.as_state_machine()

    def told(self) -> Iterator[tuple[str, Json]]:
        """Yield each operation as the document tells it, with its name, such as `GET /v1/sop`."""
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield f"{method.upper()} {path}", operation

    def successes(self) -> Iterator[tuple[str, str, Json]]:
        """Yield each operation's name with each of its good answers: status and response."""
        for where, operation in self.told():
            for status, response in operation["responses"].items():
                if status < "400":
                    yield where, status, response

    def resolved(self, value: Json) -> Json:
        """Follow the reference, if it is one."""
        found: Any = self.document
        for part in value.get("$ref", "#").split("/")[1:]:
            found = found[part]
        return found if "$ref" in value else value

    def holds(self, answer: Response) -> tuple[str, str]:
        """Return which operation answered and its status; fail unless all that was answered is as published."""
        answer.request.read()
        path = answer.request.url.path
        operation = self._schema.find_operation_by_path(answer.request.method, path)
        assert operation is not None, path
        case = operation.Case(path_parameters=_filled_in(operation.path, path))
        case.validate_response(answer, checks=CONFORMS)
        return operation.label, str(answer.status_code)

    def would_hold(self, where: str, status: str, content: object, headers: Mapping[str, str]) -> None:
        """The same for an answer that nobody gave, such as an example."""
        method, path = where.split(" ")
        request = Request(method, ADDRESS + path.replace("{", "").replace("}", ""))
        answer = Response(int(status), json=content, headers=headers, request=request)
        answer.elapsed = timedelta()
        self.holds(answer)


def _filled_in(template: str, path: str) -> Json:
    """Return what stands in `path` for each name of a template such as `/v1/sop/{code}.pdf`."""
    named = "".join(
        f"(?P<{part[1:-1]}>[^/]+?)" if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{[^}]+\})", template)
    )
    found = re.fullmatch(named, path)
    assert found is not None, (template, path)
    return found.groupdict()


def _sound(found: Result[Operation, InvalidSchema]) -> Operation:
    assert isinstance(found, Ok), found
    return found.ok()


def examples(published: Published, content: Json) -> Iterator[Any]:
    """The examples of a media type itself, and those of its schema or of each kind that the schema allows."""
    for example in content.get("examples", {}).values():
        yield published.resolved(example)["value"]
    schema = published.resolved(content["schema"])
    for one in schema.get("anyOf", [schema]):
        yield from published.resolved(one).get("examples", ())


@contextmanager
def heard(product: Product) -> Generator[list[Response]]:
    """Yield a list to which every answer of the product is added, whoever asks."""
    answers: list[Response] = []

    async def hear(answer: Response) -> None:
        answers.append(answer)

    hooks = product._client.event_hooks["response"]
    hooks.append(hear)
    try:
        yield answers
    finally:
        hooks.remove(hear)
