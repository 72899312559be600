"""Whatever the OpenAPI lets a client send, and much that it does not: nothing but documented answers, and no fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import requests
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.api import casework
from tests.api.casework import DESKS, a_pdf, case_at, rejected
from tests.api.product import ADDRESS, Person, Product
from tests.api.published import CONFORMS, Operation, Published
from tests.campaign import NIGHTLY, Tally, times

Sent = schemathesis.Case[Any]
EACH = times(2, 500)  # requests of either kind for each operation
# What a whole request of a large schema is to Hypothesis.
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)
# What no refusal may tell: where the code stands, what it asks of the database, whom it concerns.
LEAKS = re.compile(
    r"Traceback|\.py\b|psycopg|asyncpg|postgres(ql)?://|SELECT |INSERT |ledger\.|/work/|/home/|Siti Rahm|6372"
)
NO_TOKENS = (None, "Bearer", "Bearer a.b.c", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.e30.")
ENDLESS, FOLLOWED_S = {"GET /v1/events/stream"}, 0.3
# Nothing that is sent to these is wrong: they take nothing, or any text.
NEVER_WRONG = {
    "POST /public/verification",  # any bytes are a file
    "GET /v1/sop",
    "GET /v1/sop/{code}",
    "GET /v1/signing/certificates",
    "GET /v1/webhooks",
    "GET /v1/my/data",
    "GET /v1/my/data.pdf",
    "GET /v/{code}",
    "GET /v/{code}/decree.html",
    "GET /public/keys",
    "GET /public/log-key",
    "GET /public/log-keys",
    "GET /v1/access-log/checkpoint",
    "GET /v1/checkpoint",
    "GET /livez",
    "GET /readyz",
    "GET /metrics",
    "GET /problems",
    "GET /problems/{slug}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody, and a file that waits for them."""

    person: Person
    file: casework.Case


@pytest.fixture(scope="module")
def published(product: Product) -> Published:
    return Published(product)


@pytest.fixture(scope="module")
def callers(product: Product) -> Mapping[str, Caller]:
    waiting = {DESKS[step]: case_at(product, step) for step in (2, 3, 4, 6, 8)}
    waiting |= {"pemohon": rejected(product)}
    waiting |= dict.fromkeys(("supervisor", "auditor", "admin"), waiting["kepala_dinas"])
    return {role: Caller(person=case.by(role), file=case) for role, case in waiting.items()}


# The product lives in another thread of this process, and may roll a die while Hypothesis looks at the dice.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.timeout(times(120, 7200))
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_is_one_that_is_documented(
    product: Product, published: Published, callers: Mapping[str, Caller], mode: str
) -> None:
    tally = Tally(f"fuzz {mode}")
    for operation in published.operations:
        if mode == "positive" or operation.label not in NEVER_WRONG:
            with tally.part(operation.label):
                _fuzz(operation, GenerationMode(mode), callers, tally)

    tally.settle()
    assert 200 == product.get("/readyz").status_code
    assert 201 == product.person("pemohon", "siti").upload(a_pdf("after the storm")).status_code


# The product lives in another thread of this process, as above.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.timeout(times(120, 7200))
def test_without_a_token_whatever_asks_for_one_is_a_401(product: Product, published: Published) -> None:
    """However the rest of the request looks: nobody learns from a 422 or a 404 what is behind the door."""
    secured = {where for where, operation in published.told() if operation.get("security")}
    tally = Tally("knock")
    for operation in published.operations:
        if operation.label in secured:
            with tally.part(operation.label):
                _knock(operation, product, tally)
    tally.settle()


def _knock(operation: Operation, product: Product, tally: Tally) -> None:
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE), token=st.sampled_from(NO_TOKENS))
    @settings(
        max_examples=times(1, 500),
        phases=[Phase.generate],
        suppress_health_check=SLOW,
        database=None,
        derandomize=not NIGHTLY,
    )
    def knock(case: Sent, token: str | None) -> None:
        asked = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
        headers = {**asked.headers, **({"Authorization": token} if token else {})}
        tally.sent += 1
        product.call_from(f"10.0.{tally.sent // 200 % 256}.7")  # who knocks too often from one address is a 429
        answer = product.ask(str(asked.method), str(asked.url), headers=headers, content=asked.body)
        assert 401 == answer.status_code, f"{operation.label}: {answer.status_code} {answer.text}"
        assert not LEAKS.search(answer.text)

    knock()


def _fuzz(operation: Operation, mode: GenerationMode, callers: Mapping[str, Caller], tally: Tally) -> None:
    @given(
        case=operation.as_strategy(generation_mode=mode), role=st.sampled_from([*callers]), at_their_file=st.booleans()
    )
    @settings(
        max_examples=EACH,
        phases=[Phase.generate],
        suppress_health_check=SLOW,
        database=None,
        derandomize=not NIGHTLY,
    )
    def ask(case: Sent, role: str, *, at_their_file: bool) -> None:
        caller = callers[role]
        if at_their_file and _takes_a_file(case):
            case.path_parameters["permit_id"] = caller.file.id
        tally.sent += 1
        answer = _sent(case, caller.person)
        if answer is None:
            return
        answer.request.read()
        assert answer.status_code < 400 or not LEAKS.search(answer.text), answer.text
        behind = answer.status_code == 503 and "/problems/read-model-behind" in answer.text
        assert answer.status_code < 500 or behind, f"{operation.label}: {answer.status_code} {answer.text}"
        case.validate_response(answer, checks=[*CONFORMS, negative_data_rejection])

    ask()


def _takes_a_file(case: Sent) -> bool:
    """Where the id itself is what is wrong, it stays so."""
    wrong = case.meta is not None and case.meta.is_negative_at(ParameterLocation.PATH)
    return "permit_id" in case.path_parameters and not wrong


def _sent(case: Sent, person: Person) -> Response | None:
    """Schemathesis speaks in requests, which also puts parts together that httpx does not know.

    None is an answer that does not end: somebody follows the events.
    """
    asked = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare()
    headers = {**asked.headers, **person.headers}
    if str(headers.get("X-After-Position", "")).isdecimal():
        headers["X-After-Position"] = "0"  # or each would wait two seconds for the future
    ask = partial(person.product.ask_within, FOLLOWED_S) if case.operation.label in ENDLESS else person.product.ask
    return ask(str(asked.method), str(asked.url), headers=headers, content=asked.body)
