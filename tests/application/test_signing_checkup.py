"""What the doctor says of the signer: who it is, how long yet, and who does not answer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from application.finding import Finding, State
from application.settings import Settings
from application.signing.checkup import signing_findings
from tests.application.bsre_simulator import LOGIN, NIK
from tests.application.offices import Offices, offices
from tests.application.site import Answer
from tests.application.tokens import make_token, put_key

TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def every_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    with offices(tmp_path_factory.mktemp("checkup")) as every:
        yield every


def found(settings: dict[str, Any], today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(each.state, each.about, each.says) for each in findings(settings, today)]


def findings(settings: dict[str, Any], today: date = TODAY) -> list[Finding]:
    return list(signing_findings(Settings(**settings), today))


def broken(settings: dict[str, Any], today: date = TODAY) -> list[Finding]:
    return [each for each in findings(settings, today) if each.state is not State.OK]


def key_file(every: Offices, **changes: Any) -> dict[str, Any]:
    settings = {**every.pki.settings(), **changes}
    settings["signing_key"].chmod(0o600)
    return settings


def test_the_trial_chain_is_a_warning() -> None:
    assert [("warn", "signature", "trial certificate: decrees have no legal force")] == found({})


def test_a_key_file_that_can_sign_is_well(every_office: Offices) -> None:
    settings = key_file(every_office)
    until = TODAY + timedelta(days=365)

    assert [
        ("ok", "signature", f"key file {settings['signing_key']}"),
        ("ok", "certificate", f"CN=Kepala Dinas Kantor,O=Pemerintah Kota Banjarbaru,C=ID, until {until} (365 days)"),
        ("ok", "revocation data", "fetched: the certificate leads to the root and is not revoked"),
        ("ok", "time stamps", every_office.pki.tsa_url),
    ] == found(settings)


def test_a_token_that_can_sign_is_well(every_office: Offices) -> None:
    states = {state for state, _, _ in found(every_office.settings("pkcs11"))}

    assert {"ok"} == states
    assert "key kepala on the token kantor" in found(every_office.settings("pkcs11"))[0]


@pytest.mark.parametrize("kind", ["bsre-v1", "bsre-v2"])
def test_a_service_says_who_may_sign(every_office: Offices, kind: str) -> None:
    (stranger,) = broken(every_office.settings(kind))

    assert ("signer", "stranger: the signing service does not know the signer") == (stranger.about, stranger.says)
    assert ("ok", "signer", "hendra is registered at the service") in found(every_office.settings(kind))
    assert NIK not in str(findings(every_office.settings(kind)))


def test_settings_that_do_not_fit_are_told(every_office: Offices) -> None:
    (finding,) = findings({**every_office.pki.settings(), "signing_root": None})

    assert (State.FAIL, "IZIN_SIGNING is key_file, which also needs IZIN_SIGNING_ROOT.") == (
        finding.state,
        finding.says,
    )


def test_a_certificate_on_trial_is_called_so(every_office: Offices) -> None:
    (finding,) = broken(key_file(every_office, signing_trial=True))

    assert ("signature", "remove IZIN_SIGNING_TRIAL") == (finding.about, finding.cure)


def test_a_key_that_others_can_read_is_found(every_office: Offices) -> None:
    settings = key_file(every_office)
    settings["signing_key"].chmod(0o644)

    (finding,) = broken(settings)
    assert f"chmod 600 {settings['signing_key']}" == finding.cure


@pytest.mark.parametrize(
    ("in_days", "state", "says"),
    [(340, State.WARN, "in 25 days"), (366, State.FAIL, "has expired on"), (-9, State.FAIL, "begins on")],
)
def test_a_certificate_that_runs_out_is_told_in_time(
    every_office: Offices, in_days: int, state: State, says: str
) -> None:
    (finding,) = [
        each for each in broken(key_file(every_office), TODAY + timedelta(days=in_days)) if "CN=Kepala" in each.says
    ]

    assert state is finding.state
    assert says in finding.says


def test_an_authority_that_runs_out_is_told_too(every_office: Offices) -> None:
    names = [each.says for each in broken(key_file(every_office), TODAY + timedelta(days=3640))]

    assert [True, True] == [any(f"CN={name}" in says for says in names) for name in ("Akar", "Penerbit")]


def test_a_revoked_certificate_is_told(every_office: Offices) -> None:
    official = every_office.pki.issue("Kepala Dinas")
    every_office.pki.revoke(official)
    settings = every_office.pki.settings(official)
    settings["signing_key"].chmod(0o600)

    (finding,) = broken(settings)
    assert (State.FAIL, True) == (finding.state, finding.says.startswith("revoked: "))


def test_what_cannot_be_reached_is_told(every_office: Offices) -> None:
    site = every_office.pki.site
    kept = site.pages["/Kantor/issuing.crl"]
    site.says("/Kantor/issuing.crl", lambda _: Answer(status=503))

    lists, stamps = broken(key_file(every_office, signing_timestamp_url="http://127.0.0.1:9/"))

    site.says("/Kantor/issuing.crl", kept)
    assert ("revocation data", "time stamps") == (lists.about, stamps.about)
    assert "no time stamp from http://127.0.0.1:9/" in stamps.says


def test_what_is_no_time_stamp_is_told(every_office: Offices) -> None:
    nonsense = every_office.pki.site.says(
        "/nonsense", lambda _: Answer(body=b"\x30\x03abc", kind="application/timestamp-reply")
    )

    (finding,) = broken(key_file(every_office, signing_timestamp_url=nonsense))
    assert f"what {nonsense} answers is no time stamp" == finding.says


def test_a_token_that_is_not_there_is_told(every_office: Offices) -> None:
    make_token("leer")
    put_key("leer", every_office.pki.official, every_office.pki.folder)
    token = every_office.settings("pkcs11")

    (absent,) = broken({**token, "pkcs11_token": "daheim"})
    (without,) = broken({**token, "pkcs11_token": "leer"})

    assert "NoSuchToken" in absent.says
    assert "the token has 0 certificates labelled kepala, not one" == without.says


def test_a_service_that_is_not_there_or_does_not_admit_us_is_told(every_office: Offices) -> None:
    service = every_office.settings("bsre-v2")

    assert "the signing service does not answer" in broken({**service, "bsre_url": "http://127.0.0.1:9"})[0].says
    assert "does not admit this application (401)" in broken({**service, "bsre_password": "lama"})[0].says


def test_a_service_in_clear_and_without_a_root_is_a_warning(every_office: Offices) -> None:
    ground = {"signing_root", "signing_chain", "signing_timestamp_url"}
    service = {name: value for name, value in every_office.settings("bsre-v2").items() if name not in ground}

    clear, rootless, absent = broken({**service, "bsre_url": "http://esign.invalid"})

    assert "http://esign.invalid is not https: passphrases can be overheard" == clear.says
    assert (State.WARN, "IZIN_SIGNING_ROOT") == (rootless.state, rootless.cure)
    assert "the signing service does not answer" == absent.says


@pytest.mark.parametrize("kind", ["key_file", "pkcs11", "bsre-v1"])
def test_nothing_secret_is_told(every_office: Offices, kind: str) -> None:
    told = str(findings(every_office.settings(kind)))

    assert every_office.passphrase(kind) not in told
    assert LOGIN[1] not in told
