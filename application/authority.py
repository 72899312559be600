"""A certificate authority for trying the system out: root, issuing CA, the official, a time stamper, revocation lists.

It is made on the first run in a directory of its own, and every name in it says that it has no legal force.
"""

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

AUTHORITIES = ("root", "issuing")
ORGANISATION = "Uji Coba Jejak Izin - tanpa kekuatan hukum"
LIFETIMES = {"root": timedelta(days=3650), "issuing": timedelta(days=3649), "end": timedelta(days=3648)}
BACKDATED = timedelta(days=800)  # sample permits are signed in the past, by a simulated clock
CRL_LIFETIME = timedelta(days=30)
CRL_SPARE = timedelta(days=3)  # a list is renewed while it still has this long to live


@dataclass(frozen=True, slots=True)
class Authority:
    """Where the files of the chain are. `official` is the only key that a passphrase protects."""

    directory: Path

    def certificate(self, name: str) -> Path:
        return self.directory / f"{name}.crt"

    def key(self, name: str) -> Path:
        return self.directory / f"{name}.key"

    def crl(self, name: str) -> Path:
        return self.directory / f"{name}.crl"


def ensure_authority(directory: Path, *, official: str, passphrase: str, now: datetime) -> Authority:
    """Return the chain in `directory`, made if it is not there, with revocation lists that are fresh at `now`.

    Two processes that begin at once end up with the same chain. An existing chain keeps its official and passphrase.
    """
    authority = Authority(directory)
    if not directory.exists():
        _make(directory, official, passphrase, now)
    renew_lists(authority, now)
    return authority


def renew_lists(authority: Authority, now: datetime) -> None:
    """Write new revocation lists if those in the directory are about to run out."""
    for name in AUTHORITIES:
        if not _is_fresh(authority.crl(name), now):
            _write_list(authority, name, now)


@dataclass(frozen=True, slots=True)
class _Identity:
    certificate: x509.Certificate
    key: PrivateKey


def _make(directory: Path, official: str, passphrase: str, now: datetime) -> None:
    """Write the chain beside its place and move it there in one step: it is whole or not there."""
    draft = directory.with_name(f".{directory.name}.{secrets.token_hex(8)}")
    draft.mkdir(parents=True, mode=0o700)
    _write_chain(Authority(draft), official, passphrase, now)
    try:
        draft.rename(directory)
    except OSError:
        shutil.rmtree(draft)
        if not directory.is_dir():
            raise


def _write_chain(authority: Authority, official: str, passphrase: str, now: datetime) -> None:
    root = _root(now)
    issuing = _issuing(root, now)
    _write(authority, "root", root, NoEncryption())
    _write(authority, "issuing", issuing, NoEncryption())
    _write(authority, "official", _official(issuing, official, now), BestAvailableEncryption(passphrase.encode()))
    _write(authority, "tsa", _tsa(issuing, now), NoEncryption())


def _root(now: datetime) -> _Identity:
    key = _ec_key()
    name = _name("Otoritas Akar Uji Coba")
    builder = _constrained(_builder(name, name, key, LIFETIMES["root"], now), path_length=1)
    return _Identity(builder.sign(key, hashes.SHA256()), key)


def _issuing(root: _Identity, now: datetime) -> _Identity:
    key = _ec_key()
    builder = _constrained(_issued(root, "Otoritas Penerbit Uji Coba", key, LIFETIMES["issuing"], now), path_length=0)
    return _Identity(builder.sign(root.key, hashes.SHA256()), key)


def _official(issuing: _Identity, name: str, now: datetime) -> _Identity:
    """A common name has at most 64 characters (RFC 5280, ub-common-name)."""
    key = _ec_key()
    builder = _constrained(_issued(issuing, f"{name[:53]} (Uji Coba)", key, LIFETIMES["end"], now), path_length=None)
    return _Identity(builder.sign(issuing.key, hashes.SHA256()), key)


def _tsa(issuing: _Identity, now: datetime) -> _Identity:
    """RSA, because pyHanko 0.38's own time stamper signs with nothing else; it also loads its key for every stamp."""
    key = rsa.generate_private_key(65537, 2048)
    builder = _constrained(_issued(issuing, "Penanda Waktu Uji Coba", key, LIFETIMES["end"], now), path_length=None)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return _Identity(builder.sign(issuing.key, hashes.SHA256()), key)


def _ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _issued(
    issuer: _Identity, common_name: str, key: PrivateKey, lifetime: timedelta, now: datetime
) -> x509.CertificateBuilder:
    builder = _builder(_name(common_name), issuer.certificate.subject, key, lifetime, now)
    return builder.add_extension(_authority_key(issuer), critical=False)


def _authority_key(issuer: _Identity) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, lifetime: timedelta, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _constrained(builder: x509.CertificateBuilder, *, path_length: int | None) -> x509.CertificateBuilder:
    """Return `builder` for an authority that may have so many below it, or for an end certificate (None)."""
    ca = path_length is not None
    constraints = x509.BasicConstraints(ca=ca, path_length=path_length)
    return builder.add_extension(constraints, critical=True).add_extension(_usage(ca=ca), critical=True)


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(authority: Authority, name: str, identity: _Identity, protection: KeySerializationEncryption) -> None:
    pem = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    _write_secret(authority.key(name), pem)
    authority.certificate(name).write_bytes(identity.certificate.public_bytes(Encoding.PEM))


def _write_secret(path: Path, content: bytes) -> None:
    """Create `path` readable by its owner from the first moment on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _is_fresh(path: Path, now: datetime) -> bool:
    if not path.exists():
        return False
    until = x509.load_der_x509_crl(path.read_bytes()).next_update_utc
    return until is not None and until - now > CRL_SPARE


def _write_list(authority: Authority, name: str, now: datetime) -> None:
    """An empty list: nothing of the trial chain is ever revoked. Replaced in one step."""
    certificate = x509.load_pem_x509_certificate(authority.certificate(name).read_bytes())
    key = load_pem_private_key(authority.key(name).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "both authorities have EC keys"
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(now - timedelta(minutes=1))
        .next_update(now + CRL_LIFETIME)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(_authority_key(_Identity(certificate, key)), critical=False)
        .sign(key, hashes.SHA256())
    )
    draft = authority.directory / f".{name}.{secrets.token_hex(8)}"
    draft.write_bytes(crl.public_bytes(Encoding.DER))
    draft.replace(authority.crl(name))
