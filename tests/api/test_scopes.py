"""An office with a provider: its tokens open what roles and scopes allow, and when it is away the answer says so."""

from collections.abc import Iterator

import pytest

from api.access.scopes import OPERATIONS, SCOPE_OF
from application.postgres.embedded import EmbeddedPostgres
from tests.api.casework import APPLICATIONS
from tests.api.issuer import Issuer, issuer, new_key
from tests.api.product import Product, told
from tests.api.published import Published
from tests.api.signing_in import bearer, office_with


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


@pytest.fixture(scope="module")
def office(provider: Issuer, cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with office_with(cluster, tmp_path_factory.mktemp("office"), provider) as (running, _):
        yield running


def test_while_the_provider_is_away_the_office_runs_and_says_come_again(office: Product, provider: Issuer) -> None:
    identity = office.office.identity
    assert identity.ring is not None
    assert identity.provider is not None
    identity.ring._got = identity.ring._asked = float("-inf")  # as after a start
    identity.provider._known = None
    provider.away = True
    asked = office.ask("GET", APPLICATIONS, headers=bearer(provider.token()))
    ready = {check["name"]: check for check in office.get("/readyz").json()["checks"]}
    public = office.get("/v1/sop")
    provider.away = False
    identity.ring._asked = float("-inf")

    assert (503, "identity-provider-away") == told(asked)
    assert "10" == asked.headers["retry-after"]
    assert "warn" == ready["identity provider"]["status"]
    assert 200 == public.status_code
    assert 200 == office.ask("GET", APPLICATIONS, headers=bearer(provider.token())).status_code


def test_every_operation_that_asks_who_is_calling_has_a_scope(product: Product) -> None:
    asking = {each["operationId"] for _, each in Published(product).told() if each.get("security")}

    assert asking == set(SCOPE_OF)
    assert len(SCOPE_OF) == sum(map(len, OPERATIONS.values()))


def test_a_confined_token_is_good_for_its_scopes_and_for_nothing_else(office: Product, provider: Issuer) -> None:
    lists = bearer(provider.token(scope="openid izin:lists:read izin:applications:verification"))
    verification = f"{APPLICATIONS}/5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766/verification"

    assert 200 == office.ask("GET", APPLICATIONS, headers=lists).status_code
    refused = office.ask("GET", f"{APPLICATIONS}/5f0c1d6e-8b7a-4f3e-9d2c-1b0a99887766", headers=lists)
    assert (403, "insufficient-scope") == told(refused)
    assert "izin:applications:read" == refused.json()["scope"]
    assert 'error="insufficient_scope", scope="izin:applications:read"' in refused.headers["www-authenticate"]

    body = {"checklist": [{"requirement": "R01", "accepted": True}]}
    assert (404, "application-not-found") == told(office.ask("POST", verification, json=body, headers=lists))
    rejection = verification.replace("verification", "rejection")
    assert (403, "insufficient-scope") == told(office.ask("POST", rejection, json={}, headers=lists))


def test_a_scope_gives_nothing_that_the_roles_do_not(office: Product, provider: Issuer) -> None:
    scoped = bearer(provider.token(scope="izin:trail:read"))

    assert (403, "role-not-permitted") == told(office.ask("GET", "/v1/access-log", headers=scoped))


def test_a_token_of_somebody_else_is_refused_over_http(office: Product, provider: Issuer) -> None:
    forged = bearer(provider.token(key=new_key("first")))

    assert (401, "invalid-token") == told(office.ask("GET", APPLICATIONS, headers=forged))
