"""The signer that was chosen, put together: the trial chain, a key file, a token or BSrE's service."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # it has none
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimeStamper

from application.signing.bsre import BsreSigner
from application.signing.bsre_client import BsreClient
from application.signing.certificates import Published, chain_certificates
from application.signing.choice import Bsre, Chain, KeyFile, Stamps, Token
from application.signing.key_file import KeyFileSigner
from application.signing.pades import Ground
from application.signing.port import CertificateRefused, Signer, SigningFailed
from application.signing.stamping import stamping_by
from application.signing.token import TokenSigner
from application.signing.trust import Trust


def office_signer(choice: KeyFile | Token | Bsre) -> Signer:
    """Return the signer; nothing is asked or opened before somebody signs."""
    match choice:
        case KeyFile():
            return KeyFileSigner(certificate=asn1(choice.certificate), key=choice.key, ground=_ground(choice))
        case Token():
            return TokenSigner(
                module=choice.module,
                token=choice.token,
                label=choice.key,
                certificate=asn1(choice.certificate) if choice.certificate else None,
                ground=_ground(choice),
            )
        case Bsre():
            return _bsre(choice)


def office_certificates(choice: KeyFile | Token | Bsre, signer: Signer) -> tuple[Published, ...]:
    """Return the certificates that anybody may have. A token that does not answer leaves its own out."""
    signing: list[x509.Certificate] = []
    if isinstance(choice, KeyFile):
        signing = [choice.certificate]
    elif isinstance(signer, TokenSigner):
        with suppress(CertificateRefused, SigningFailed):
            signing = [x509.load_der_x509_certificate(signer.certificate_on_token().dump())]
    return chain_certificates(choice.chain, signing, choice.force)


def trust_of(chain: Chain) -> Trust:
    """Return what leads to the roots of this chain; revocation data are fetched, or nothing is signed."""
    return Trust(
        roots=tuple(asn1(each) for each in chain.roots),
        others=tuple(asn1(each) for each in chain.others),
        fetches=True,
    )


def _ground(choice: KeyFile | Token) -> Ground:
    trust = trust_of(choice.chain)
    return Ground(trust=lambda: trust, stamping=stamping_by(choice.stamps), force=choice.force)


def _bsre(choice: Bsre) -> BsreSigner:
    trust = trust_of(choice.chain) if choice.chain.roots else None
    return BsreSigner(
        client=bsre_client(choice),
        signers=choice.signers,
        visible=choice.visible,
        force=choice.force,
        trust=trust,
        stamper=_stamper(trust, choice.stamps) if trust and choice.stamps else None,
    )


def bsre_client(choice: Bsre) -> BsreClient:
    return BsreClient(
        url=choice.url,
        api=choice.api,
        login=choice.login,
        timeout=choice.timeout,
        authorities=choice.authorities,
    )


def _stamper(trust: Trust, stamps: Stamps) -> Callable[[], TimeStamper]:
    return lambda: stamping_by(stamps)(trust.context())(datetime.now(UTC))


def asn1(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))
