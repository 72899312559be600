"""Our own signatures: PAdES B-LTA, certified so that nothing may be changed afterwards (DocMDP 1), or none.

Where the key lies is the business of the adapters; this is what they have in common.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto.x509 import Certificate as Asn1Certificate  # type: ignore[import-untyped]  # it has none
from cryptography import x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers import Signer as PyhankoSigner
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from application.documents.rendered import Rendered
from application.documents.stamp import Stamp, render_stamp
from application.signing.port import SignedPdf, SignerUnreachable, SigningFailed, Statement
from application.signing.trust import REFUSALS, UNREADABLE, Trust, require_fit, verify
from domain.indonesian import WITA
from domain.papers import Certificate, Force

LEVEL = "PAdES-B-LTA"
FIELD = "TTE_Kepala_Dinas"
STAMP = "Ditandatangani secara elektronik oleh:"
SIMULATION = "Simulasi untuk uji coba, tanpa kekuatan hukum"
# The time stamp at the end covers every byte: without this, pyHanko writes a last revision that nothing protects.
WHOLE = DSSContentSettings(
    include_vri=False,
    next_ts_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
)


Stamping = Callable[[datetime], TimeStamper]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a signature stands on beside its key. Both are asked for each one: revocation lists age, servers fail.

    `stamping` returns whom to ask for the time stamps of a paper of that time (a real one has a clock of its own), or
    raises `SigningFailed` where there would be none.
    """

    trust: Callable[[], Trust]
    stamping: Callable[[ValidationContext], Stamping]
    force: Force


@dataclass(frozen=True, slots=True, repr=False)
class Footing:
    """The ground under one signature, looked at before anything is numbered."""

    trust: Trust
    context: ValidationContext
    stamping: Stamping
    force: Force


def stand(ground: Ground, certificate: Asn1Certificate) -> Footing:
    """Return the footing of one signature: the certificate may sign, and time stamps can be had.

    Raises `CertificateRefused` or `SigningFailed`.
    """
    trust = ground.trust()
    context = trust.context()
    require_fit(certificate, context)
    return Footing(trust, context, ground.stamping(context), ground.force)


def sign_paper(paper: Rendered, statement: Statement, *, signer: PyhankoSigner, footing: Footing) -> SignedPdf:
    """Return `paper` signed and judged, or raise `SigningFailed`."""
    assert signer.signing_cert is not None, "a signer comes with its certificate"
    try:
        pdf = _signed(paper, statement, signer, footing)
    except OSError as error:
        raise SignerUnreachable(f"signing failed: {told(error)}") from error
    except (*REFUSALS, *UNREADABLE) as error:
        raise SigningFailed(f"signing failed: {told(error)}") from error
    verify(pdf, footing.trust)
    return SignedPdf(pdf=pdf, certificate=described(signer.signing_cert), level=LEVEL)


def told(error: Exception) -> str:
    """Return what went wrong, and beneath it what pyHanko keeps to itself."""
    return f"{error}: {error.__cause__ or 'no further cause'}"


def described(certificate: Asn1Certificate) -> Certificate:
    """Return what is recorded of the certificate that signed."""
    parsed = x509.load_der_x509_certificate(certificate.dump())
    return Certificate(
        subject=parsed.subject.rfc4514_string(),
        issuer=parsed.issuer.rfc4514_string(),
        serial=f"{parsed.serial_number:x}",
    )


def block_lines(statement: Statement, force: Force) -> tuple[str, ...]:
    """Return what stands below the name in the visible block."""
    signed_at = f"{statement.at.astimezone(WITA):%d-%m-%Y %H.%M} WITA"
    return (signed_at, SIMULATION) if force is Force.SIMULATED else (signed_at,)


def _signed(paper: Rendered, statement: Statement, signer: PyhankoSigner, footing: Footing) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(paper.pdf))
    box = paper.signature
    area = (box.left, box.bottom, box.right, box.top)
    append_signature_field(writer, SigFieldSpec(FIELD, on_page=box.page, box=area))
    dated = _DatedSigner(
        _metadata(statement, footing.context),
        signer,
        timestamper=footing.stamping(statement.at),
        stamp_style=_appearance(paper, statement, footing.force),
    )
    dated.at = statement.at
    signed = BytesIO()
    dated.sign_pdf(writer, output=signed)
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


def _metadata(statement: Statement, context: ValidationContext) -> PdfSignatureMetadata:
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
        validation_context=context,
        dss_settings=WHOLE,
    )


def _appearance(paper: Rendered, statement: Statement, force: Force) -> StaticStampStyle:
    """The visible block. pyHanko 0.38's own text stamp takes every typeface for one of 1000 units per em."""
    box = paper.signature
    stamp = Stamp(
        opening=STAMP,
        name=statement.name,
        closing=block_lines(statement, force),
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
