"""Compose and the realm of its OpenID provider, read as data: no container runs where the tests do."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # schemathesis brings it

from application.settings import PREFIX, Settings
from domain.actor import Role

ROOT = Path(__file__).parents[2]
REALM_FILE = "docs/keycloak/realm.json"


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def realm() -> Any:
    return json.loads((ROOT / REALM_FILE).read_text(encoding="utf-8"))


def test_every_setting_that_compose_gives_means_something(compose: Any) -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    ours = [service for service in compose["services"].values() if "build" in service]

    given = {name for service in ours for name in service["environment"] if name.startswith(PREFIX)}

    assert 3 == len(ours)
    assert given <= known
    for service in ours:
        assert service["read_only"]
        assert ["ALL"] == service["cap_drop"]


def test_only_the_proxy_of_this_machine_reaches_what_is_published(compose: Any) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", ())]

    assert 2 == len(ports)
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_provider_is_started_only_when_asked_for_and_imports_the_realm(compose: Any) -> None:
    login = compose["services"]["login"]

    assert ["login"] == login["profiles"]
    assert "--import-realm" in login["command"]
    assert f"./{REALM_FILE}:/opt/keycloak/data/import/izin-realm.json:ro" in login["volumes"]
    assert {"IZIN_PUBLIC_URL", "IZIN_OIDC_CLIENT_SECRET"} <= login["environment"].keys(), "which the realm names"
    volumes = {volume.partition(":")[0] for volume in login["volumes"]}
    assert {name for name in volumes if name.isalpha()} <= compose["volumes"].keys()


def test_the_realm_knows_our_roles_and_nobody_who_could_sign_in_already(realm: Any) -> None:
    assert {role for role in Role if role is not Role.SYSTEM} == {role["name"] for role in realm["roles"]["realm"]}
    assert not realm.get("users")
    assert ("all", True) == (realm["sslRequired"], realm["bruteForceProtected"])
    assert not realm.get("registrationAllowed")
    assert realm["accessTokenLifespan"] <= Settings.model_fields["oidc_token_seconds"].default


def test_the_realms_client_is_one_that_we_accept(realm: Any) -> None:
    [client] = realm["clients"]
    mappers = {mapper["protocolMapper"]: mapper["config"] for mapper in client["protocolMappers"]}

    assert ["${IZIN_PUBLIC_URL}/login/callback"] == client["redirectUris"]
    assert "${IZIN_OIDC_CLIENT_SECRET}" == client["secret"]
    assert not client["publicClient"] | client["directAccessGrantsEnabled"] | client.get("implicitFlowEnabled", False)
    assert "S256" == client["attributes"]["pkce.code.challenge.method"]
    assert "true" == client["attributes"]["access.token.header.type.rfc9068"]
    roles, audience = mappers["oidc-usermodel-realm-role-mapper"], mappers["oidc-audience-mapper"]
    assert Settings.model_fields["oidc_roles_claim"].default == roles["claim.name"]
    assert Settings.model_fields["oidc_audience"].default == audience["included.custom.audience"]
