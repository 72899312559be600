"""The signer with a key file: PAdES B-LTA, certified so that nothing may be changed afterwards (DocMDP 1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pyhanko.keys import load_private_key_from_pemder, load_private_key_from_pemder_data
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.stamp import StaticStampStyle

from application.authority import Authority, renew_lists
from application.documents.rendered import Rendered
from application.documents.stamp import Stamp, render_stamp
from application.signing import Passphrase, SignedPdf, SigningFailed, Statement, Unlocked, WrongPassphrase
from application.signing_trust import REFUSALS, Trust, certificate_in, verify
from domain.indonesian import WITA
from domain.papers import Certificate

LEVEL = "PAdES-B-LTA"
FIELD = "TTE_Kepala_Dinas"
STAMP = "Ditandatangani secara elektronik oleh:"
# The time stamp at the end covers every byte: without this, pyHanko writes a last revision that nothing protects.
WHOLE = DSSContentSettings(
    include_vri=False,
    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
)
SIMULATION = "Simulasi untuk uji coba, tanpa kekuatan hukum"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFileSigner:
    """Signs with an encrypted PKCS #8 key file. `trust` is asked for each signature: revocation lists age."""

    certificate: Path
    key: Path
    trust: Callable[[], Trust]
    time_stamper: Callable[[datetime], TimeStamper]
    simulated: bool

    def unlock(self, passphrase: Passphrase) -> Unlocked:
        pem = _opened(self.key.read_bytes(), passphrase)
        signer = SimpleSigner(
            signing_cert=certificate_in(self.certificate),
            signing_key=load_private_key_from_pemder_data(pem, passphrase=None),
            cert_registry=self.trust().certificates(),
        )
        return _KeyInHand(signer, self)


def demo_signer(authority: Authority, clock: Callable[[], datetime]) -> KeyFileSigner:
    """Return the signer of the trial chain; `clock` is the true time, by which revocation lists are renewed."""

    def trust() -> Trust:
        renew_lists(authority, clock())
        return demo_trust(authority)

    def time_stamper(at: datetime) -> TimeStamper:
        return DummyTimeStamper(
            tsa_cert=certificate_in(authority.certificate("tsa")),
            tsa_key=load_private_key_from_pemder(str(authority.key("tsa")), passphrase=None),
            certs_to_embed=demo_trust(authority).certificates(),
            fixed_dt=at,
        )

    return KeyFileSigner(
        certificate=authority.certificate("official"),
        key=authority.key("official"),
        trust=trust,
        time_stamper=time_stamper,
        simulated=True,
    )


def demo_trust(authority: Authority) -> Trust:
    """Return what the trial chain's signatures are judged by."""
    return Trust(
        root=authority.certificate("root"),
        others=(authority.certificate("issuing"), authority.certificate("tsa")),
        crls=(authority.crl("root"), authority.crl("issuing")),
    )


@dataclass(frozen=True, slots=True, repr=False)
class _KeyInHand:
    key: SimpleSigner
    file: KeyFileSigner

    def sign(self, paper: Rendered, statement: Statement) -> SignedPdf:
        trust = self.file.trust()
        try:
            pdf = self._signed(paper, statement, trust)
        except REFUSALS as error:
            raise SigningFailed(f"signing failed: {error}: {error.__cause__ or 'no further cause'}") from error
        verify(pdf, trust)
        return SignedPdf(pdf=pdf, certificate=_described(self.key), level=LEVEL)

    def _signed(self, paper: Rendered, statement: Statement, trust: Trust) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(paper.pdf))
        box = paper.signature
        area = (box.left, box.bottom, box.right, box.top)
        append_signature_field(writer, SigFieldSpec(FIELD, on_page=box.page, box=area))
        signer = _DatedSigner(
            _metadata(statement, trust),
            self.key,
            timestamper=self.file.time_stamper(statement.at),
            stamp_style=_appearance(paper, statement, simulated=self.file.simulated),
        )
        signer.at = statement.at
        signed = BytesIO()
        signer.sign_pdf(writer, output=signed)
        return signed.getvalue()


class _DatedSigner(PdfSigner):
    """pyHanko takes the machine's clock for the signing time; ours comes from the caller."""

    at: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002  # pyHanko's signature
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def _opened(pem: bytes, passphrase: Passphrase) -> bytes:
    """Return the key unencrypted. No Python frame holds the passphrase while this may fail."""
    try:
        key = load_pem_private_key(pem, passphrase.reveal().encode())
    except (ValueError, TypeError):  # TypeError: an empty passphrase, or a key that has none
        raise WrongPassphrase from None
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _metadata(statement: Statement, trust: Trust) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=statement.name,
        reason=statement.reason,
        location=statement.place,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=trust.context(),
        dss_settings=WHOLE,
    )


def _appearance(paper: Rendered, statement: Statement, *, simulated: bool) -> StaticStampStyle:
    """The visible block. pyHanko 0.38's own text stamp takes every typeface for one of 1000 units per em."""
    box = paper.signature
    signed_at = f"{statement.at.astimezone(WITA):%d-%m-%Y %H.%M} WITA"
    stamp = Stamp(
        opening=STAMP,
        name=statement.name,
        closing=(signed_at, SIMULATION) if simulated else (signed_at,),
        width=box.right - box.left,
        height=box.top - box.bottom,
    )
    return StaticStampStyle(background=_Sheet(stamp), border_width=0)


class _Sheet(PdfContent):
    """The block's own sheet as content of the decree."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__(box=BoxConstraints(width=stamp.width, height=stamp.height))
        self.stamp = stamp

    def render(self) -> bytes:
        assert self.writer is not None, "a stamp gives its background a writer"
        sheet = PdfFileReader(BytesIO(render_stamp(self.stamp)))
        self.resources.xobject["/Sheet"] = self.writer.import_page_as_xobject(sheet)
        return b"/Sheet Do"


def _described(signer: SimpleSigner) -> Certificate:
    assert signer.signing_cert is not None, "a key file comes with its certificate"
    parsed = x509.load_der_x509_certificate(signer.signing_cert.dump())
    return Certificate(
        subject=parsed.subject.rfc4514_string(),
        issuer=parsed.issuer.rfc4514_string(),
        serial=f"{parsed.serial_number:x}",
    )
