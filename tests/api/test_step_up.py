"""Before a signature the office may ask for a stronger, or more recent, sign-in: by token and by session (RFC 9470)."""

from collections.abc import Iterator
from time import time
from typing import Any
from uuid import uuid4

import pytest
from httpx2 import Response

from application.identity.signed_in import Demanded, SignedIn
from application.postgres.embedded import EmbeddedPostgres
from tests.api.browser import Browser
from tests.api.issuer import Issuer, issuer
from tests.api.product import Product, told
from tests.api.signing_in import bearer, office_with
from tests.api.test_sign_in import CLIENT, begun, came_back, id_token

HEAD: dict[str, Any] = {"sub": "hendra", "name": "Hendra Gunawan", "roles": ["kepala_dinas"]}
FILE = f"/v1/applications/{uuid4()}"
BODIES: dict[str, Any] = {
    "signature": {"draft_sha256": "0" * 64, "passphrase": "demo"},
    "revocation": {"reason": "Palsu."},
    "revocation/signature": {"passphrase": "demo"},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


@pytest.fixture(scope="module")
def office(provider: Issuer, cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    chosen = {
        "oidc_client_id": CLIENT,
        "public_url": "https://izin.test",
        "oidc_signing_acr": "gold platinum",
        "oidc_signing_seconds": 300,
    }
    with office_with(cluster, tmp_path_factory.mktemp("office"), provider, **chosen) as (running, _):
        yield running


def pressed(office: Product, provider: Issuer, command: str = "signature", **claims: Any) -> Response:
    headers = bearer(provider.token(**{**HEAD, **claims}))
    return office.ask("POST", f"{FILE}/{command}", json=BODIES[command], headers=headers)


@pytest.mark.parametrize("command", BODIES)
def test_a_signature_asks_for_a_better_sign_in(office: Product, provider: Issuer, command: str) -> None:
    answer = pressed(office, provider, command)

    assert (401, "insufficient-user-authentication") == told(answer)
    challenge = answer.headers["www-authenticate"]
    assert 'Bearer realm="jejak-izin", error="insufficient_user_authentication"' in challenge
    assert 'acr_values="gold platinum", max_age="300"' in challenge
    said = answer.json()
    assert ("gold platinum", "300", "/login?for=signature") == (said["acr_values"], said["max_age"], said["sign_in"])
    strong = pressed(office, provider, command, acr="platinum", auth_time=int(time()) - 10)
    assert (404, "application-not-found") == told(strong)


@pytest.mark.parametrize(
    "claims",
    [
        {"acr": "silver", "auth_time": int(time())},
        {"acr": "gold", "auth_time": int(time()) - 3600},
        {"acr": "gold"},
        {"acr": "gold", "auth_time": True},
        {"acr": "gold", "auth_time": 1e300},
        {"acr": ["gold"], "auth_time": int(time())},
    ],
    ids=["weak", "old", "untold", "nonsense", "beyond time", "a list"],
)
def test_what_is_weak_old_or_nonsense_signs_nothing_and_reads_as_before(
    office: Product, provider: Issuer, claims: dict[str, Any]
) -> None:
    assert (401, "insufficient-user-authentication") == told(pressed(office, provider, **claims))
    headers = bearer(provider.token(**{**HEAD, **claims}))
    assert 200 == office.ask("GET", "/v1/queues", headers=headers).status_code


def test_whose_role_never_signs_is_not_sent_to_sign_in(office: Product, provider: Issuer) -> None:
    assert (403, "role-not-permitted") == told(pressed(office, provider, roles=["kabid"]))


def test_the_pages_ask_the_provider_for_it_and_keep_what_it_says(office: Product, provider: Issuer) -> None:
    browser = Browser(office)
    asked = begun(browser)
    assert not {"acr_values", "max_age"} & asked.keys()
    came_back(browser, provider, asked, id_token(provider, asked, **HEAD))
    refused = _signs(browser)

    asked = begun(browser, "/login?for=signature")
    came_back(browser, provider, asked, id_token(provider, asked, **HEAD, acr="gold", auth_time=int(time())))

    assert (401, "insufficient-user-authentication") == told(refused)
    assert ("gold platinum", "300") == (asked["acr_values"], asked["max_age"])
    assert (404, "application-not-found") == told(_signs(browser))


def _signs(browser: Browser) -> Response:
    return browser.call("POST", f"{FILE}/signature", json=BODIES["signature"])


def test_where_nothing_is_demanded_everything_is_enough() -> None:
    assert Demanded().met_by(SignedIn(), 0)
    assert {} == Demanded().parameters
    assert {"max_age": "60"} == Demanded(max_age=60).parameters
