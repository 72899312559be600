"""scripts/doctor tells who signs people in, whether they answer, and how old each key is."""

import os
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from application.finding import Finding, State
from application.identity.checkup import OLD_DAYS, identity_findings, key_findings
from application.settings import Settings
from tests.api.issuer import Issuer, issuer

TODAY = datetime.now(UTC).date()
REAL: dict[str, Any] = {"database_url": "postgresql://db.example/izin", "public_url": "https://izin.example"}


@pytest.fixture
def provider() -> Iterator[Issuer]:
    with issuer() as running:
        yield running


def found(**chosen: Any) -> list[Finding]:
    settings = Settings.model_validate({**REAL, **chosen})
    return list(identity_findings(settings, ssl.create_default_context()))


def told(findings: list[Finding]) -> list[tuple[State, str]]:
    return [(each.state, each.says) for each in findings]


def test_a_demo_and_an_office_without_provider_are_told() -> None:
    demo = list(identity_findings(Settings.model_validate({}), ssl.create_default_context()))
    nobody = found()

    assert [(State.WARN, "anybody may become anybody (demo)")] == told(demo)
    assert [(State.FAIL, "nobody can sign in")] == told(nobody)
    assert "--break-glass" in nobody[0].cure


def test_a_provider_that_answers_is_told_with_what_is_missing(provider: Issuer) -> None:
    findings = found(oidc_issuer=provider.url)

    assert [
        (State.OK, f"{provider.url} answers, 1 keys"),
        (State.WARN, "people cannot sign in to the pages"),
        (State.WARN, "a revoked token is good for up to 600 s"),
    ] == told(findings)


def test_all_is_well_where_tokens_are_introspected(provider: Issuer) -> None:
    findings = found(oidc_issuer=provider.url, oidc_client_id="izin", oidc_introspection="izin:secret")

    assert [State.OK, State.OK] == [each.state for each in findings]
    assert 1 == len(found(oidc_issuer=provider.url, oidc_client_id="izin", oidc_token_seconds=60))


def test_what_the_provider_does_not_offer_is_told(provider: Issuer) -> None:
    provider.published = {"token_endpoint": None, "introspection_endpoint": None}

    findings = found(oidc_issuer=provider.url, oidc_client_id="izin", oidc_introspection="izin:secret", public_url=None)

    assert [State.OK, State.FAIL, State.WARN, State.FAIL] == [each.state for each in findings]


def test_a_provider_that_is_away_is_told(provider: Issuer) -> None:
    provider.away = True

    assert [(State.FAIL, f"{provider.url}/: answered 503")] == told(found(oidc_issuer=provider.url))


def test_every_key_tells_its_age(tmp_path: Path) -> None:
    (tmp_path / "qr-keys").mkdir()
    files = [tmp_path / "master.key", tmp_path / "demo-issuer.key", tmp_path / "qr-keys" / "0001.pem"]
    for file in files:
        file.write_text("-----BEGIN PRIVATE KEY-----")
        file.chmod(0o600)
    long_ago = (datetime.now(UTC) - timedelta(days=OLD_DAYS + 1)).timestamp()
    os.utime(files[2], (long_ago, long_ago))
    settings = Settings.model_validate({"data_dir": tmp_path})

    assert [
        ("master key", State.OK, "master.key, 0 days old"),
        ("demo key", State.OK, "demo-issuer.key, 0 days old"),
        ("QR key", State.WARN, f"0001.pem, {OLD_DAYS + 1} days old"),
    ] == [(each.about, each.state, each.says) for each in key_findings(settings, TODAY)]

    files[1].chmod(0o644)

    assert State.FAIL in {each.state for each in key_findings(settings, TODAY)}


@pytest.mark.parametrize(
    "chosen",
    [
        {"oidc_issuer": "http://login.example"},
        {"oidc_issuer": "https://login.example/?x=1"},
        {"oidc_issuer": "https://user@login.example/"},
        {"oidc_client_secret": "secret"},
        {"oidc_introspection": "no-colon"},
        {"oidc_introspection": ":secret"},
        {"oidc_scopes": "profile"},
    ],
    ids=str,
)
def test_settings_that_would_let_anybody_in_are_refused(chosen: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="oidc_"):
        Settings.model_validate(chosen)
