"""An electronic signature that a stranger can check: whole, certified, time-stamped, or none."""

import pickle
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import TimeStamper

from application.authority import Authority, ensure_authority
from application.documents.decree import render_decree
from application.documents.rendered import Rendered
from application.signing.key_file import KeyFileSigner, demo_signer, demo_trust
from application.signing.port import (
    CertificateRefused,
    Passphrase,
    SignedPdf,
    SignerUnreachable,
    SigningFailed,
    Statement,
    Unfit,
    WrongPassphrase,
)
from application.signing.trust import verify
from domain.papers import Certificate, Force
from tests.application.test_documents import ISSUE
from tests.decrees import permit_content
from tests.pdf_a import faults
from tests.pdf_text import form_text

SECRET = "rahasia-negara-77"


def now() -> datetime:
    """PyHanko checks certificates by the machine's clock, so these tests live in the present."""
    return datetime.now(UTC)


STATEMENT = Statement(
    name="Drs. Hendra Gunawan, M.Si.",
    reason="Penetapan keputusan",
    place="Banjarbaru",
    at=datetime(2026, 11, 1, 1, 14, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("signing") / "authority"
    return ensure_authority(folder, official="Kepala Dinas", passphrase=SECRET, now=now())


@pytest.fixture(scope="module")
def signer(authority: Authority) -> KeyFileSigner:
    return demo_signer(authority, now)


@pytest.fixture(scope="module")
def paper() -> Rendered:
    return render_decree(permit_content(), ISSUE)


@pytest.fixture(scope="module")
def signed(signer: KeyFileSigner, paper: Rendered) -> SignedPdf:
    return signer.unlock(Passphrase(SECRET), by="hendra").sign(paper, STATEMENT)


def block(pdf: bytes) -> str:
    """The text of the visible signature."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = document.Root["/AcroForm"]["/Fields"]
        return form_text(fields[0]["/AP"]["/N"])


def test_the_signature_is_of_the_level_that_is_claimed(signed: SignedPdf, authority: Authority) -> None:
    verify(signed.pdf, demo_trust(authority))

    assert "PAdES-B-LTA" == signed.level


def test_it_tells_which_certificate_made_it(signed: SignedPdf, authority: Authority) -> None:
    official = x509.load_pem_x509_certificate(authority.certificate("official").read_bytes())

    organisation = "O=Uji Coba Jejak Izin - tanpa kekuatan hukum,C=ID"
    assert (
        Certificate(
            subject=f"CN=Kepala Dinas (Uji Coba),{organisation}",
            issuer=f"CN=Otoritas Penerbit Uji Coba,{organisation}",
            serial=f"{official.serial_number:x}",
        )
        == signed.certificate
    )


def test_nothing_may_be_changed_afterwards(signed: SignedPdf) -> None:
    with pikepdf.open(BytesIO(signed.pdf)) as document:
        reference = document.Root["/Perms"]["/DocMDP"]["/Reference"][0]

        assert 1 == int(reference["/TransformParams"]["/P"])


def test_the_first_bytes_are_the_paper_as_it_was_rendered(signed: SignedPdf, paper: Rendered) -> None:
    assert signed.pdf.startswith(paper.pdf)


def test_the_visible_block_says_who_and_when_in_the_offices_zone(signed: SignedPdf) -> None:
    assert (
        "Ditandatanganisecaraelektronikoleh:Drs.HendraGunawan,M.Si.01-11-202609.14WITA"
        "Simulasiuntukujicoba,tanpakekuatanhukum"
    ) == block(signed.pdf)


def test_a_real_signature_is_not_called_a_simulation(signer: KeyFileSigner, paper: Rendered) -> None:
    real = replace(signer, ground=replace(signer.ground, force=Force.OWN))

    assert block(real.unlock(Passphrase(SECRET), by="hendra").sign(paper, STATEMENT).pdf).endswith("09.14WITA")


def test_a_long_name_is_broken_and_fits(signer: KeyFileSigner, paper: Rendered) -> None:
    name = "Prof. Dr. Ir. H. Muhammad Abdurrahman Al-Banjari Kusumawijaya, S.H., S.E., M.Si., M.H., Ph.D. " * 3
    pdf = signer.unlock(Passphrase(SECRET), by="hendra").sign(paper, replace(STATEMENT, name=name)).pdf

    assert name.replace(" ", "") in block(pdf)


def test_the_signed_paper_is_still_pdf_a(signed: SignedPdf) -> None:
    assert [] == faults(signed.pdf)


@pytest.mark.parametrize("word", ["demo", "", f"{SECRET} ", SECRET.upper()])
def test_a_wrong_passphrase_signs_nothing(signer: KeyFileSigner, word: str) -> None:
    with pytest.raises(WrongPassphrase):
        signer.unlock(Passphrase(word), by="hendra")


def test_no_traceback_tells_the_passphrase(signer: KeyFileSigner) -> None:
    wrong = Passphrase("sandi-yang-salah-88")
    with pytest.raises(WrongPassphrase) as refused:
        signer.unlock(wrong, by="hendra")

    told = traceback.TracebackException.from_exception(refused.value, capture_locals=True)
    assert "sandi-yang-salah-88" not in "".join(told.format())
    assert "Passphrase(•••)" == repr(wrong) == str(wrong)
    with pytest.raises(TypeError, match="not written down"):
        pickle.dumps(wrong)


def test_an_open_key_does_not_show_itself(signer: KeyFileSigner) -> None:
    assert "PRIVATE" not in repr(signer.unlock(Passphrase(SECRET), by="hendra")).upper()


def test_the_passphrase_is_not_in_the_paper(signed: SignedPdf) -> None:
    assert SECRET.encode() not in signed.pdf


# Where in the file a byte is changed: header, a page, metadata, the signature itself, and what came after it.
PLACES = (b"%PDF-1", b"stream\n", b"pdfaid:part", b"/ByteRange", b"/Contents <", b"/DSS", b"/DocTimeStamp", b"%%EOF")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("find", [bytes.index, bytes.rindex], ids=["first", "last"])
def test_one_changed_byte_is_found(
    signed: SignedPdf, authority: Authority, place: bytes, find: Callable[[bytes, bytes], int]
) -> None:
    at = find(signed.pdf, place) + len(place) - 1
    changed = signed.pdf[:at] + bytes([signed.pdf[at] ^ 1]) + signed.pdf[at + 1 :]

    with pytest.raises(SigningFailed):
        verify(changed, demo_trust(authority))


def test_what_somebody_adds_afterwards_is_found(signed: SignedPdf, authority: Authority) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed.pdf))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko has no annotation there
    added = BytesIO()
    writer.write(added)  # type: ignore[no-untyped-call]  # nor there

    with pytest.raises(SigningFailed, match="goes on behind its time stamp"):
        verify(added.getvalue(), demo_trust(authority))


def test_a_paper_that_nobody_signed_does_not_pass(paper: Rendered, authority: Authority) -> None:
    with pytest.raises(SigningFailed, match="0 signatures"):
        verify(paper.pdf, demo_trust(authority))


def test_what_is_no_pdf_does_not_pass(authority: Authority) -> None:
    with pytest.raises(SigningFailed, match="cannot be judged"):
        verify(b"hello", demo_trust(authority))


def test_a_signature_of_another_office_does_not_pass(signed: SignedPdf, tmp_path: Path) -> None:
    other = ensure_authority(tmp_path / "other", official="Kepala Dinas", passphrase=SECRET, now=now())

    with pytest.raises(SigningFailed, match="does not pass"):
        verify(signed.pdf, demo_trust(other))


def test_an_expired_certificate_signs_nothing(tmp_path: Path) -> None:
    long_ago = now() - timedelta(days=5000)
    expired = ensure_authority(tmp_path / "expired", official="Kepala Dinas", passphrase=SECRET, now=long_ago)

    with pytest.raises(CertificateRefused, match="expired") as refused:
        demo_signer(expired, now).unlock(Passphrase(SECRET), by="hendra")
    assert Unfit.EXPIRED is refused.value.why


def test_a_revoked_certificate_signs_nothing(tmp_path: Path) -> None:
    authority = ensure_authority(tmp_path / "revoked", official="Kepala Dinas", passphrase=SECRET, now=now())
    revoke_official(authority)

    with pytest.raises(CertificateRefused, match="revoked") as refused:
        demo_signer(authority, now).unlock(Passphrase(SECRET), by="hendra")
    assert Unfit.REVOKED is refused.value.why


def test_without_a_time_stamp_there_is_no_signature(signer: KeyFileSigner, paper: Rendered) -> None:
    def unreachable(at: datetime) -> TimeStamper:
        raise ConnectionRefusedError(f"no time stamp for {at}")

    without = replace(signer, ground=replace(signer.ground, stamping=lambda _: unreachable))
    with pytest.raises(SignerUnreachable, match="no time stamp"):
        without.unlock(Passphrase(SECRET), by="hendra").sign(paper, STATEMENT)


def revoke_official(authority: Authority) -> None:
    issuing = x509.load_pem_x509_certificate(authority.certificate("issuing").read_bytes())
    official = x509.load_pem_x509_certificate(authority.certificate("official").read_bytes())
    key = load_pem_private_key(authority.key("issuing").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    yesterday = now() - timedelta(days=1)
    entry = x509.RevokedCertificateBuilder().serial_number(official.serial_number).revocation_date(yesterday).build()
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuing.subject)
        .last_update(now() - timedelta(minutes=1))
        .next_update(now() + timedelta(days=30))
        .add_revoked_certificate(entry)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)  # type: ignore[arg-type]  # an EC key
        .sign(key, hashes.SHA256())
    )
    authority.crl("issuing").write_bytes(crl.public_bytes(Encoding.DER))
