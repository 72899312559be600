"""A certificate authority as an office meets one: its certificates name addresses, and something answers there."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import tsp  # type: ignore[import-untyped]  # it has none
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # nor here
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.application.site import Answer, Asked, Site

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
SECRET = "kata-sandi-kantor-4711"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Identity:
    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, passphrase: str | None = None) -> bytes:
        sealed = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


@dataclass
class OfficePki:
    """Root, issuing authority, time stamper; lists, OCSP and time stamps at `site`."""

    folder: Path
    site: Site
    name: str = "Kantor"
    revoked: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.now = datetime.now(UTC)
        self.root = self._made("Akar", None, ca=1)
        self.issuing = self._made("Penerbit", self.root, ca=0)
        self.tsa = self._made(
            "Penanda Waktu", self.issuing, time_stamps=True, key=rsa.generate_private_key(65537, 2048)
        )
        self.official = self.issue("Kepala Dinas")
        self.site.says(f"/{self.name}/root.crl", lambda _: self._list(self.root))
        self.site.says(f"/{self.name}/issuing.crl", lambda _: self._list(self.issuing))
        self.site.says(f"/{self.name}/ocsp", self._ocsp)
        self.tsa_url = self.site.says(f"/{self.name}/tsa", self.stamped)

    def issue(
        self,
        common_name: str,
        *,
        since: timedelta = -DAY,
        until: timedelta = 365 * DAY,
        by_ocsp: bool = False,
        key: Key | None = None,
    ) -> Identity:
        """Return a new signer, valid from `since` to `until` from now."""
        return self._made(common_name, self.issuing, since=since, until=until, by_ocsp=by_ocsp, key=key)

    def revoke(self, identity: Identity) -> None:
        self.revoked.add(identity.certificate.serial_number)

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / f"{self.name}-{name}"
        path.write_bytes(content)
        return path

    def settings(self, official: Identity | None = None, **changes: Any) -> dict[str, Any]:
        """What an office with a key file sets."""
        signer = official or self.official
        return {
            "signing": "key_file",
            "signing_root": self.file("root.pem", self.root.pem),
            "signing_chain": self.file("chain.pem", self.issuing.pem),
            "signing_certificate": self.file("official.pem", signer.pem),
            "signing_key": self.file("official.key", signer.key_pem(SECRET)),
            "signing_timestamp_url": self.tsa_url,
            **changes,
        }

    def stamped(self, asked: Asked) -> Answer:
        stamper = DummyTimeStamper(
            tsa_cert=_asn1(self.tsa),
            tsa_key=load_private_key_from_pemder_data(self.tsa.key_pem(), passphrase=None),
            certs_to_embed=self._store(),
        )
        response = stamper.request_tsa_response(tsp.TimeStampReq.load(asked.body))
        return Answer(body=response.dump(), kind="application/timestamp-reply")

    def _store(self) -> SimpleCertificateStore:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its __init__ has no annotation
        store.register_multiple([_asn1(each) for each in (self.issuing, self.root)])
        return store

    def _made(
        self,
        common_name: str,
        issuer: Identity | None,
        *,
        ca: int | None = None,
        time_stamps: bool = False,
        since: timedelta = -DAY,
        until: timedelta = 3650 * DAY,
        by_ocsp: bool = False,
        key: Key | None = None,
    ) -> Identity:
        key = key or ec.generate_private_key(ec.SECP256R1())
        name = _name(f"{common_name} {self.name}")
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer.certificate.subject if issuer else name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now + since)
            .not_valid_after(self.now + until)
            .add_extension(x509.BasicConstraints(ca=ca is not None, path_length=ca), critical=True)
            .add_extension(_usage(ca=ca is not None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if issuer:
            known = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known)
            builder = builder.add_extension(authority, critical=False)
            builder = builder.add_extension(self._asked_at(issuer, by_ocsp=by_ocsp), critical=False)
        if time_stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)

    def _asked_at(
        self, issuer: Identity, *, by_ocsp: bool
    ) -> x509.AuthorityInformationAccess | x509.CRLDistributionPoints:
        if by_ocsp:
            place = x509.UniformResourceIdentifier(f"{self.site.address}/{self.name}/ocsp")
            return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)])
        which = "root" if issuer is self.root else "issuing"
        place = x509.UniformResourceIdentifier(f"{self.site.address}/{self.name}/{which}.crl")
        return x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)])

    def _list(self, issuer: Identity) -> Answer:
        known = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(self.now - DAY)
            .next_update(self.now + 30 * DAY)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known), critical=False)
        )
        for serial in self.revoked:
            gone = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self.now - DAY)
            builder = builder.add_revoked_certificate(gone.build())
        crl = builder.sign(issuer.key, hashes.SHA256())
        return Answer(body=crl.public_bytes(Encoding.DER), kind="application/pkix-crl")

    def _ocsp(self, asked: Asked) -> Answer:
        question = ocsp.load_der_ocsp_request(asked.body)
        gone = question.serial_number in self.revoked
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=question.issuer_name_hash,
            issuer_key_hash=question.issuer_key_hash,
            serial_number=question.serial_number,
            algorithm=question.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if gone else ocsp.OCSPCertStatus.GOOD,
            this_update=datetime.now(UTC) - timedelta(minutes=1),
            next_update=datetime.now(UTC) + DAY,
            revocation_time=self.now - DAY if gone else None,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.issuing.certificate)
        for extension in question.extensions:
            builder = builder.add_extension(extension.value, critical=extension.critical)
        response = builder.sign(self.issuing.key, hashes.SHA256())
        return Answer(body=response.public_bytes(Encoding.DER), kind="application/ocsp-response")


@cache
def _slow_key() -> rsa.RSAPrivateKey:
    """One for all time stampers of the tests: it takes a while to make."""
    return rsa.generate_private_key(65537, 2048)


def _asn1(identity: Identity) -> Certificate:
    return Certificate.load(identity.certificate.public_bytes(Encoding.DER))


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Pemerintah Kota Banjarbaru"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


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
