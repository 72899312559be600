"""Schemathesis follows the links of the OpenAPI: each role, and nobody, walks from answer to answer.

No 5xx, no answer that is not documented, no answer at all without a token where one is asked for.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import count, takewhile
from random import Random
from typing import Any, ClassVar

import pytest
import requests
from httpx2 import Response as Answer
from hypothesis import Phase, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput
from schemathesis.specs.openapi.stateful import OpenAPIStateMachine

from tests.api.casework import APPLICATIONS, an_applicant, case_at, rejected, submission
from tests.api.product import ADDRESS, Person, Product
from tests.api.published import CONFORMS, Published
from tests.api.test_fuzz import LEAKS, NO_TOKENS, SLOW, Sent
from tests.api.test_permission_table import EVER, ROLES, body_of
from tests.campaign import Tally, times

NOBODY = "nobody"
ENOUGH = times(20, 5000)  # requests for each role
WALK = settings(
    max_examples=5,
    stateful_step_count=times(8, 40),
    phases=[Phase.generate],
    suppress_health_check=SLOW,
    database=None,
)
# Slow for what it would show again: signing takes a second, and erasing is tried elsewhere.
REHEARSED = {"signature", "revocation", "revocation/signature", "erasure"}
COMMAND = re.compile(rf"{APPLICATIONS}/\{{permit_id\}}/({'|'.join(map(re.escape, EVER))})$")


@pytest.fixture(scope="module")
def published(product: Product) -> Published:
    return Published(product)


# The product lives in another thread of this process, and may roll a die while Hypothesis looks at the dice.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.timeout(times(120, 7200))
@pytest.mark.parametrize("role", [*ROLES, NOBODY])
def test_who_follows_the_links_meets_nothing_that_is_not_documented(
    product: Product, published: Published, role: str
) -> None:
    tally = Tally("links")
    _somewhere_to_begin(product, role)
    walker = _walker(product, published, role, tally)
    with tally.part(role):
        for n in takewhile(lambda _: tally.sent < ENOUGH, count()):
            _walk(walker, n)
    tally.settle()


def _walk(walker: type[APIStateMachine], n: int) -> None:
    """A few walks at a time: where the office has moved on, Hypothesis cannot begin one again as it was."""
    with suppress(FlakyStrategyDefinition):
        seed(n)(walker).run(settings=WALK)


class Walker(OpenAPIStateMachine):
    """One walk; `run` makes many. Half of its commands say what would be right, or none would ever be carried out."""

    product: ClassVar[Product]
    role: ClassVar[str]
    secured: ClassVar[set[str]]
    tally: ClassVar[Tally]

    def setup(self) -> None:
        self._dice = Random(self.tally.sent)
        self.control.max_operations_per_source = WALK.stateful_step_count

    def step(self, input: StepInput) -> StepOutput:  # noqa: A002  # so it is called by name
        """What is found is kept: Hypothesis forgets what it cannot do twice."""
        try:
            return super().step(input)
        except (AssertionError, FailureGroup) as fault:
            self.tally.found.append(f"{self.role}: {fault!r} {getattr(fault, 'exceptions', '')}")
            raise

    def before_call(self, case: Sent) -> None:
        command = COMMAND.search(case.operation.path)
        if case.operation.label == f"POST {APPLICATIONS}" and self._dice.random() < 0.7:
            case.body = submission()
        elif command and self._dice.random() < 0.5:
            case.body = body_of(command[1], self._draft_sha256(case))
        if command and command[1] in REHEARSED:
            case.query = {**(case.query or {}), "dry_run": "true"}

    def call(self, case: Sent, **_: Any) -> Response:
        asked = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
        answer = self._sent(asked, self._headers())
        if case.operation.label in self.secured and answer.status_code < 400:
            stranger = self._sent(asked, self._token(self._dice.choice(NO_TOKENS)))
            assert 401 == stranger.status_code, f"{case.operation.label}: {stranger.status_code} without a token"
        answer.request.read()
        return Response.from_any(answer)

    def validate_response(self, response: Response, case: Sent, *_: Any, **__: Any) -> None:
        said = response.content.decode("utf-8", "replace")  # a paper is no text
        where = f"{case.operation.label}: {response.status_code} {said[:500]}"
        if self.role == NOBODY and case.operation.label in self.secured:
            assert 401 == response.status_code, where
        behind = response.status_code == 503 and "/problems/read-model-behind" in said
        assert response.status_code < 500 or behind, where
        assert response.status_code < 400 or not LEAKS.search(said), where
        case.validate_response(response, checks=CONFORMS)

    def _sent(self, asked: requests.PreparedRequest, headers: Mapping[str, str]) -> Answer:
        self.tally.sent += 1
        self.product.call_from(f"10.1.{self.tally.sent // 200 % 256}.7")
        sent = {**asked.headers, **headers}
        if str(sent.get("X-After-Position", "")).isdecimal():
            sent["X-After-Position"] = "0"
        return self.product.ask(str(asked.method), str(asked.url), headers=sent, content=asked.body)

    def _headers(self) -> Mapping[str, str]:
        if self.role == NOBODY:
            return self._token(self._dice.choice(NO_TOKENS))
        return _person(self.product, self.role).headers

    def _token(self, token: str | None) -> Mapping[str, str]:
        return {"Authorization": token} if token else {}

    def _draft_sha256(self, case: Sent) -> str:
        supervisor = self.product.person("supervisor")
        answer = supervisor.get(f"{APPLICATIONS}/{case.path_parameters.get('permit_id')}")
        draft = answer.json().get("draft") if answer.status_code == 200 else None
        return draft["sha256"] if draft else "0" * 64


def _walker(product: Product, published: Published, role: str, tally: Tally) -> type[APIStateMachine]:
    secured = {where for where, operation in published.told() if operation.get("security")}
    machine = published.machine()
    known = {"product": product, "role": role, "secured": secured, "tally": tally}
    return type("Walk", (Walker, machine), known)


def _somewhere_to_begin(product: Product, role: str) -> None:
    """A few files that wait for this role, so that lists are not empty."""
    an_applicant(product)
    if role == "pemohon":
        rejected(product)
    else:
        case_at(product, 6)


def _person(product: Product, role: str) -> Person:
    return an_applicant(product) if role == "pemohon" else product.person(role)
