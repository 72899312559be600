"""The signer with a token or HSM (PKCS #11): the key never leaves it, and the passphrase is its PIN.

A library is logged in once for the whole process: who signs meanwhile would be let in without a PIN. So one at a time,
and nobody stays logged in between looking at the key and signing with it.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # it has none
from pkcs11 import Attribute, ObjectClass, PKCS11Error
from pyhanko.sign.pkcs11 import PKCS11Signer

from application.documents.rendered import Rendered
from application.signing.pades import Footing, Ground, sign_paper, stand
from application.signing.port import (
    CertificateRefused,
    KeyLocked,
    Passphrase,
    SignedPdf,
    SignerUnreachable,
    Statement,
    Unfit,
    Unlocked,
    WrongPassphrase,
)
from domain.papers import Force

_ONE_AT_A_TIME = threading.Lock()
_WRONG = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)
# SoftHSM 2.6, like some cards, hashes for none of these: it is done here and the bare mechanism asked for.
_HASHED_HERE = frozenset({"rsa", "ec"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSigner:
    """`label` is that of the key, and of the certificate on the token unless `certificate` is given."""

    module: Path
    token: str
    label: str
    ground: Ground
    certificate: Certificate | None = None

    @property
    def force(self) -> Force:
        return self.ground.force

    def unlock(self, passphrase: Passphrase, *, by: str) -> Unlocked:
        del by  # the PIN says who it is
        with self._logged_in(passphrase) as session:
            _require_key(session, self.label)
            certificate = self.certificate or _certificate_on(session, self.label)
        return _TokenInHand(self, passphrase, certificate, stand(self.ground, certificate))

    def certificate_on_token(self) -> Certificate:
        """Return the certificate that signs; no PIN is needed. Raises `SignerUnreachable` or `CertificateRefused`."""
        if self.certificate is not None:
            return self.certificate
        with self._at_token() as token, token.open() as session:
            return _certificate_on(session, self.label)

    def sign_with(self, passphrase: Passphrase, paper: Rendered, statement: Statement, footing: Footing) -> SignedPdf:
        """Return `paper` signed by the token; raises what `unlock` raises, or `SigningFailed`."""
        with self._logged_in(passphrase) as session:
            certificate = self.certificate or _certificate_on(session, self.label)
            signer = PKCS11Signer(
                session,
                signing_cert=certificate,
                ca_chain=list(footing.trust.certificates()),
                key_label=self.label,
                use_raw_mechanism=certificate.public_key.algorithm in _HASHED_HERE,
            )
            return sign_paper(paper, statement, signer=signer, footing=footing)

    @contextmanager
    def _logged_in(self, passphrase: Passphrase) -> Generator[pkcs11.Session]:
        with self._at_token() as token:
            session = _opened(token, passphrase)
            try:
                yield session
            finally:
                with suppress(PKCS11Error):  # a token that was pulled out closes nothing
                    session.close()

    @contextmanager
    def _at_token(self) -> Generator[pkcs11.Token]:
        with _ONE_AT_A_TIME, _told():
            yield pkcs11.lib(str(self.module)).get_token(token_label=self.token)


@dataclass(frozen=True, slots=True, repr=False)
class _TokenInHand:
    signer: TokenSigner
    passphrase: Passphrase
    certificate: Certificate
    footing: Footing

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        return self.signer.sign_with(self.passphrase, paper, statement, self.footing)


@contextmanager
def _told() -> Generator[None]:
    """Turn what the token says no with into what the port says."""
    try:
        yield
    except _WRONG:
        raise WrongPassphrase from None
    except pkcs11.PinLocked:
        raise KeyLocked from None
    except (PKCS11Error, RuntimeError) as error:  # RuntimeError: the library cannot be loaded
        raise SignerUnreachable(f"the token does not answer: {type(error).__name__} {error}") from error


def _opened(token: pkcs11.Token, passphrase: Passphrase) -> pkcs11.Session:
    return token.open(user_pin=passphrase.reveal())


def _require_key(session: pkcs11.Session, label: str) -> None:
    keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: label}))
    if len(keys) != 1:
        raise CertificateRefused(Unfit.MISSING, f"the token has {len(keys)} private keys labelled {label}, not one")


def _certificate_on(session: pkcs11.Session, label: str) -> Certificate:
    found = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label}))
    if len(found) != 1:
        raise CertificateRefused(Unfit.MISSING, f"the token has {len(found)} certificates labelled {label}, not one")
    return Certificate.load(found[0][Attribute.VALUE])
