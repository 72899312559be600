"""The certificates behind our signatures, for anybody who wants to check one: the trust anchor and what lies below."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from application.authority import Authority
from application.signing.choice import Chain
from domain.papers import Force


class CertificateRole(StrEnum):
    ROOT = "root"
    ISSUING = "issuing"
    SIGNING = "signing"
    TSA = "tsa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """`simulated`: what it signs has no legal force."""

    certificate: x509.Certificate
    role: CertificateRole
    simulated: bool

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def trial_certificates(authority: Authority) -> tuple[Published, ...]:
    """Return those of the trial chain."""
    root, issuing, official, tsa = (
        _read(authority.certificate(name)) for name in ("root", "issuing", "official", "tsa")
    )
    return chain_certificates(Chain(roots=(root,), others=(issuing, tsa)), (official,), Force.SIMULATED)


def chain_certificates(chain: Chain, signing: Iterable[x509.Certificate], force: Force) -> tuple[Published, ...]:
    """Return what is known of an office's chain, each certificate once, from the root down."""
    roles = [
        *((each, CertificateRole.ROOT) for each in chain.roots),
        *((each, _role_below(each)) for each in chain.others),
        *((each, CertificateRole.SIGNING) for each in signing),
    ]
    simulated = force is Force.SIMULATED
    found = [Published(certificate=each, role=role, simulated=simulated) for each, role in roles]
    return tuple({each.sha256: each for each in reversed(found)}.values())[::-1]


def _role_below(certificate: x509.Certificate) -> CertificateRole:
    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return CertificateRole.ISSUING
    return CertificateRole.TSA if ExtendedKeyUsageOID.TIME_STAMPING in uses else CertificateRole.ISSUING


def _read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())
