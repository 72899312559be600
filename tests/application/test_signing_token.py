"""A key that never leaves its token: SoftHSM signs, and says no in all the ways of a token."""

import threading
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from application.settings import Settings
from application.signing.choice import Token, signing_choice
from application.signing.office import trust_of
from application.signing.port import (
    CertificateRefused,
    KeyLocked,
    Passphrase,
    SignerUnreachable,
    Unfit,
    WrongPassphrase,
)
from application.signing.trust import verify
from domain.papers import Force
from tests.application.office_pki import DAY, OfficePki
from tests.application.signers import OFFICIAL, signed_by, signer_of
from tests.application.site import site
from tests.application.tokens import (
    LABEL,
    PIN,
    TRIES,
    locking,
    make_token,
    put_certificate,
    put_key,
    token_folder,
    token_settings,
    whole_token,
)


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficePki]:
    """An office with a token "kantor" on which everything is."""
    folder = tmp_path_factory.mktemp("token")
    token_folder(folder)
    with site() as here:
        office = OfficePki(folder, here)
        whole_token("kantor", office.official, folder)
        yield office


def test_the_token_signs_for_the_long_term(pki: OfficePki) -> None:
    settings = token_settings(pki, "kantor")
    signed = signed_by(signer_of(settings), PIN)

    choice = signing_choice(Settings(**settings))
    assert isinstance(choice, Token)
    verify(signed.pdf, trust_of(choice.chain))
    assert ("PAdES-B-LTA", Force.OWN) == (signed.level, choice.force)
    assert f"{pki.official.certificate.serial_number:x}" == signed.certificate.serial


def test_a_token_may_hold_an_rsa_key(pki: OfficePki) -> None:
    official = pki.issue("Kepala Dinas", key=rsa.generate_private_key(65537, 2048))
    whole_token("rsa", official, pki.folder)

    assert "PAdES-B-LTA" == signed_by(signer_of(token_settings(pki, "rsa")), PIN).level


def test_the_certificate_may_lie_beside_the_token(pki: OfficePki) -> None:
    make_token("nackt")
    put_key("nackt", pki.official, pki.folder)
    beside = pki.file("official.pem", pki.official.pem)

    assert "PAdES-B-LTA" == signed_by(signer_of(token_settings(pki, "nackt", signing_certificate=beside)), PIN).level


@pytest.mark.parametrize("pin", ["00000000", "1", "x" * 300])
def test_a_wrong_pin_opens_nothing(pki: OfficePki, pin: str) -> None:
    signer = signer_of(token_settings(pki, "kantor"))

    with pytest.raises(WrongPassphrase) as refused:
        signer.unlock(Passphrase(pin), by=OFFICIAL)

    ours = refused.tb.tb_next  # the frame of this test knows the PIN
    told = traceback.TracebackException(refused.type, refused.value, ours, capture_locals=True)
    assert f"'{pin}'" not in "".join(told.format())
    assert "PAdES-B-LTA" == signed_by(signer, PIN).level


def test_a_locked_token_stays_closed_for_the_right_pin_too(pki: OfficePki) -> None:
    signer = signer_of(token_settings(pki, "kantor"))

    with locking():
        for _ in range(TRIES):
            with pytest.raises(WrongPassphrase):
                signer.unlock(Passphrase("00000000"), by=OFFICIAL)
        with pytest.raises(KeyLocked):
            signer.unlock(Passphrase(PIN), by=OFFICIAL)


def test_a_token_that_is_not_there_cannot_be_reached(pki: OfficePki) -> None:
    with pytest.raises(SignerUnreachable, match="NoSuchToken"):
        signer_of(token_settings(pki, "daheim")).unlock(Passphrase(PIN), by=OFFICIAL)


def test_a_module_that_is_none_cannot_be_reached(pki: OfficePki) -> None:
    module = pki.file("libpkcs11.so", b"not a library")

    with pytest.raises(SignerUnreachable, match="the token does not answer"):
        signer_of(token_settings(pki, "kantor", pkcs11_module=module)).unlock(Passphrase(PIN), by=OFFICIAL)


def test_a_token_without_key_or_certificate_signs_nothing(pki: OfficePki) -> None:
    make_token("leer")
    signer = signer_of(token_settings(pki, "leer"))
    with pytest.raises(CertificateRefused, match=f"0 private keys labelled {LABEL}") as refused:
        signer.unlock(Passphrase(PIN), by=OFFICIAL)
    assert Unfit.MISSING is refused.value.why

    put_key("leer", pki.official, pki.folder)
    with pytest.raises(CertificateRefused, match="0 certificates"):
        signer.unlock(Passphrase(PIN), by=OFFICIAL)

    put_certificate("leer", pki.official)
    put_key("leer", pki.issue("Lain"), pki.folder, number="02")
    with pytest.raises(CertificateRefused, match="2 private keys"):
        signer.unlock(Passphrase(PIN), by=OFFICIAL)


def test_an_expired_certificate_on_the_token_is_refused(pki: OfficePki) -> None:
    whole_token("alt", pki.issue("Kepala Dinas", since=-9 * DAY, until=-DAY), pki.folder)

    with pytest.raises(CertificateRefused) as refused:
        signer_of(token_settings(pki, "alt")).unlock(Passphrase(PIN), by=OFFICIAL)
    assert Unfit.EXPIRED is refused.value.why


def test_whoever_comes_while_another_signs_is_asked_for_the_pin_too(pki: OfficePki) -> None:
    """The library would be logged in for the whole process."""
    signer, together = signer_of(token_settings(pki, "kantor")), threading.Barrier(4, timeout=20)

    def try_with(pin: str) -> str:
        together.wait()
        try:
            return signed_by(signer, pin).level
        except WrongPassphrase:
            return "wrong"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(try_with, [PIN, "00000000", PIN, "11111111"]))

    assert ["PAdES-B-LTA", "wrong", "PAdES-B-LTA", "wrong"] == answers


def test_an_open_token_does_not_show_its_pin(pki: OfficePki) -> None:
    assert PIN not in repr(signer_of(token_settings(pki, "kantor")).unlock(Passphrase(PIN), by=OFFICIAL))


def test_the_paper_does_not_hold_the_pin(pki: OfficePki, tmp_path: Path) -> None:
    kept = tmp_path / "decree.pdf"
    kept.write_bytes(signed_by(signer_of(token_settings(pki, "kantor")), PIN).pdf)

    assert PIN.encode() not in kept.read_bytes()
