"""The signer with a key file: an encrypted PKCS #8 key beside its certificate."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # it has none
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pyhanko.keys import load_private_key_from_pemder, load_private_key_from_pemder_data
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator import ValidationContext

from application.authority import Authority, renew_lists
from application.documents.rendered import Rendered
from application.signing.pades import Footing, Ground, Stamping, sign_paper, stand
from application.signing.port import (
    CertificateRefused,
    Passphrase,
    SignedPdf,
    SignerUnreachable,
    Statement,
    Unfit,
    Unlocked,
    WrongPassphrase,
)
from application.signing.trust import Trust, certificate_in
from domain.papers import Force


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFileSigner:
    """Signs with the one key in `key`, whoever it is that knows its passphrase."""

    certificate: Certificate
    key: Path
    ground: Ground

    @property
    def force(self) -> Force:
        return self.ground.force

    def unlock(self, passphrase: Passphrase, *, by: str) -> Unlocked:
        del by  # the passphrase says who it is
        pem, public = _opened(_read(self.key), passphrase)
        if public != self.certificate.public_key.dump():
            raise CertificateRefused(Unfit.OTHER_KEY, f"{self.key} is not the key of the certificate")
        footing = stand(self.ground, self.certificate)
        key = load_private_key_from_pemder_data(pem, passphrase=None)
        signer = SimpleSigner(
            signing_cert=self.certificate, signing_key=key, cert_registry=footing.trust.certificates()
        )
        return _KeyInHand(signer, footing)


def demo_signer(authority: Authority, clock: Callable[[], datetime]) -> KeyFileSigner:
    """Return the signer of the trial chain; `clock` is the true time, by which revocation lists are renewed."""

    def trust() -> Trust:
        renew_lists(authority, clock())
        return demo_trust(authority)

    return KeyFileSigner(
        certificate=certificate_in(authority.certificate("official")),
        key=authority.key("official"),
        ground=Ground(trust=trust, stamping=_demo_stamping(authority), force=Force.SIMULATED),
    )


def demo_trust(authority: Authority) -> Trust:
    """Return what the trial chain's signatures are judged by."""
    return Trust(
        roots=(certificate_in(authority.certificate("root")),),
        others=tuple(certificate_in(authority.certificate(name)) for name in ("issuing", "tsa")),
        crls=tuple(authority.crl(name).read_bytes() for name in ("root", "issuing")),
    )


def _demo_stamping(authority: Authority) -> Callable[[ValidationContext], Stamping]:
    """A time stamper in this process, which stamps whatever time it is told: sample permits are of the past."""

    def stamper(at: datetime) -> TimeStamper:
        return DummyTimeStamper(
            tsa_cert=certificate_in(authority.certificate("tsa")),
            tsa_key=load_private_key_from_pemder(str(authority.key("tsa")), passphrase=None),
            certs_to_embed=demo_trust(authority).certificates(),
            fixed_dt=at,
        )

    return lambda _: stamper


@dataclass(frozen=True, slots=True, repr=False)
class _KeyInHand:
    key: SimpleSigner
    footing: Footing

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        return sign_paper(paper, statement, signer=self.key, footing=self.footing)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SignerUnreachable(f"the key file {file} cannot be read ({error.strerror})") from error


def _opened(pem: bytes, passphrase: Passphrase) -> tuple[bytes, bytes]:
    """Return the key unencrypted, and its public half. No Python frame holds the passphrase while this may fail."""
    try:
        key = load_pem_private_key(pem, passphrase.reveal().encode())
    except (ValueError, TypeError):  # TypeError: an empty passphrase, or a key that has none
        raise WrongPassphrase from None
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), public
