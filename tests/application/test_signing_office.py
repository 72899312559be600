"""The office's own key in production: real time stamps and revocation data, or no signature and no number."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from application.settings import Settings
from application.signing.choice import KeyFile, signing_choice
from application.signing.office import trust_of
from application.signing.port import (
    CertificateRefused,
    Passphrase,
    SignerUnreachable,
    SigningFailed,
    Unfit,
    WrongPassphrase,
)
from application.signing.trust import verify
from domain.papers import Certificate, Force
from tests.application.office_pki import DAY, SECRET, Identity, OfficePki
from tests.application.signers import OFFICIAL, PAPER, STATEMENT, signed_by, signer_of
from tests.application.site import Answer, Site, site


@pytest.fixture
def here() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture
def pki(here: Site, tmp_path: Path) -> OfficePki:
    return OfficePki(tmp_path, here)


def test_the_office_signs_for_the_long_term_with_what_its_certificates_name(pki: OfficePki, here: Site) -> None:
    signed = signed_by(signer_of(pki.settings()))

    choice = signing_choice(Settings(**pki.settings()))
    assert isinstance(choice, KeyFile)
    verify(signed.pdf, trust_of(choice.chain))
    organisation = "O=Pemerintah Kota Banjarbaru,C=ID"
    assert ("PAdES-B-LTA", Force.OWN) == (signed.level, choice.force)
    assert (
        Certificate(
            subject=f"CN=Kepala Dinas Kantor,{organisation}",
            issuer=f"CN=Penerbit Kantor,{organisation}",
            serial=f"{pki.official.certificate.serial_number:x}",
        )
        == signed.certificate
    )
    # Looked up once each; one stamp to try, one in the signature, one over the document.
    assert {"/Kantor/root.crl": 1, "/Kantor/issuing.crl": 1, "/Kantor/tsa": 3} == {
        path: here.asked.count(path) for path in set(here.asked)
    }


def test_the_status_of_a_certificate_may_come_by_ocsp(pki: OfficePki, here: Site) -> None:
    settings = pki.settings(pki.issue("Kepala Dinas", by_ocsp=True))

    assert "PAdES-B-LTA" == signed_by(signer_of(settings)).level
    assert "/Kantor/ocsp" in here.asked


def test_a_key_may_be_rsa(pki: OfficePki) -> None:
    settings = pki.settings(pki.issue("Kepala Dinas", key=rsa.generate_private_key(65537, 2048)))

    assert "PAdES-B-LTA" == signed_by(signer_of(settings)).level


def test_what_is_tried_out_is_called_a_simulation(pki: OfficePki) -> None:
    assert Force.SIMULATED is signer_of(pki.settings(signing_trial=True)).force


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [(-10 * DAY, timedelta(minutes=-1), Unfit.EXPIRED), (timedelta(hours=1), 10 * DAY, Unfit.NOT_YET_VALID)],
)
def test_a_certificate_signs_in_its_time_only(
    pki: OfficePki, here: Site, since: timedelta, until: timedelta, why: Unfit
) -> None:
    signer = signer_of(pki.settings(pki.issue("Kepala Dinas", since=since, until=until)))

    with pytest.raises(CertificateRefused) as refused:
        signer.unlock(Passphrase(SECRET), by=OFFICIAL)

    assert why is refused.value.why
    assert "/Kantor/tsa" not in here.asked


@pytest.mark.parametrize("by_ocsp", [False, True], ids=["crl", "ocsp"])
def test_a_revoked_certificate_is_refused_before_anything_is_numbered(pki: OfficePki, *, by_ocsp: bool) -> None:
    official = pki.issue("Kepala Dinas", by_ocsp=by_ocsp)
    pki.revoke(official)

    with pytest.raises(CertificateRefused, match="was revoked") as refused:
        signer_of(pki.settings(official)).unlock(Passphrase(SECRET), by=OFFICIAL)
    assert Unfit.REVOKED is refused.value.why


def test_a_certificate_of_another_authority_is_refused(pki: OfficePki, here: Site, tmp_path: Path) -> None:
    foreign = OfficePki(tmp_path, here, name="Asing")

    with pytest.raises(CertificateRefused) as refused:
        signer_of(pki.settings(foreign.official)).unlock(Passphrase(SECRET), by=OFFICIAL)
    assert Unfit.FOREIGN is refused.value.why


def test_a_certificate_that_is_not_for_signing_is_refused(pki: OfficePki) -> None:
    with pytest.raises(CertificateRefused) as refused:
        signer_of(pki.settings(Identity(pki.issuing.certificate, pki.issuing.key))).unlock(
            Passphrase(SECRET), by=OFFICIAL
        )
    assert Unfit.FOREIGN is refused.value.why


def test_a_key_of_another_certificate_is_refused(pki: OfficePki) -> None:
    other = pki.file("other.key", pki.issue("Lain").key_pem(SECRET))

    with pytest.raises(CertificateRefused, match="is not the key of the certificate") as refused:
        signer_of(pki.settings(signing_key=other)).unlock(Passphrase(SECRET), by=OFFICIAL)
    assert Unfit.OTHER_KEY is refused.value.why


def test_a_key_file_that_was_taken_away_cannot_be_reached(pki: OfficePki) -> None:
    settings = pki.settings()
    signer = signer_of(settings)
    settings["signing_key"].unlink()

    with pytest.raises(SignerUnreachable, match=r"cannot be read \(No such file or directory\)"):
        signer.unlock(Passphrase(SECRET), by=OFFICIAL)


def test_without_revocation_data_nothing_is_signed(pki: OfficePki, here: Site) -> None:
    here.says("/Kantor/issuing.crl", lambda _: Answer(status=503))

    with pytest.raises(SignerUnreachable, match="cannot be told"):
        signer_of(pki.settings()).unlock(Passphrase(SECRET), by=OFFICIAL)


def test_a_wrong_passphrase_asks_nobody(pki: OfficePki, here: Site) -> None:
    with pytest.raises(WrongPassphrase):
        signer_of(pki.settings()).unlock(Passphrase("salah"), by=OFFICIAL)

    assert [] == here.asked


def test_a_time_stamp_server_that_cannot_be_reached_is_noticed_before_anything_is_numbered(pki: OfficePki) -> None:
    signer = signer_of(pki.settings(signing_timestamp_url="http://127.0.0.1:9/tsa"))

    with pytest.raises(SignerUnreachable, match="no time stamp from"):
        signer.unlock(Passphrase(SECRET), by=OFFICIAL)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=500),
        Answer(body=b"<html>", kind="text/html"),
        Answer(body=b"\x30\x03nonsense", kind="application/timestamp-reply"),
        Answer(status=None),
    ],
    ids=["500", "a page", "nonsense", "nothing"],
)
def test_no_signature_is_better_than_a_lesser_one(pki: OfficePki, here: Site, answer: Answer) -> None:
    key = signer_of(pki.settings()).unlock(Passphrase(SECRET), by=OFFICIAL)
    here.says("/Kantor/tsa", lambda _: answer)

    with pytest.raises(SigningFailed, match="signing failed"):
        key.sign(PAPER, STATEMENT)
    with pytest.raises(SigningFailed, match="time stamp"):
        signer_of(pki.settings()).unlock(Passphrase(SECRET), by=OFFICIAL)


def test_time_stamps_of_another_authority_are_not_taken(pki: OfficePki, here: Site, tmp_path: Path) -> None:
    foreign = OfficePki(tmp_path, here, name="Asing")

    with pytest.raises(SigningFailed, match="are not trusted"):
        signer_of(pki.settings(signing_timestamp_url=foreign.tsa_url)).unlock(Passphrase(SECRET), by=OFFICIAL)


def test_a_time_stamp_server_may_ask_who_is_there(pki: OfficePki, here: Site) -> None:
    here.says(
        "/Kantor/tsa",
        lambda asked: pki.stamped(asked) if asked.headers.get("Authorization") else Answer(status=401),
    )
    login: dict[str, Any] = {"signing_timestamp_user": "kantor", "signing_timestamp_password": "rahasia"}

    assert "PAdES-B-LTA" == signed_by(signer_of(pki.settings(**login))).level
    with pytest.raises(SignerUnreachable):
        signer_of(pki.settings()).unlock(Passphrase(SECRET), by=OFFICIAL)
