"""What another's signing service returns, before it is taken for a decree: our paper, signed once, and nothing else."""

from io import BytesIO

from pyhanko.pdf_utils.generic import ArrayObject, EncryptedObjAccess
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import async_add_validation_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from application.documents.rendered import Rendered, SignatureBox
from application.signing.changes import require_only_a_signature, require_only_proofs
from application.signing.pades import LEVEL, described, told
from application.signing.port import SignedPdf, SignerUnreachable, SigningFailed
from application.signing.trust import REFUSALS, UNREADABLE, Trust, released, verify

TOLERANCE = 2.0  # points by which the service may round


def accepted(pdf: bytes, paper: Rendered, *, trust: Trust | None, stamper: TimeStamper | None) -> SignedPdf:
    """Return `pdf` as the signed `paper`, with a time stamp of ours (B-LTA) where `stamper` can give one.

    Raises `SigningFailed` unless the paper is the base of the one signed revision, the signature covers it and leads
    to a root of `trust` (where there is one), and its visible part is where we wanted it.
    """
    if not pdf.startswith(paper.pdf):
        raise SigningFailed("the signing service returned another document than ours")
    try:
        signature = _only_signature(pdf)
        signed = _signed_revision(pdf, signature)
        require_only_a_signature(paper.pdf, signed)
        if signed != pdf:
            require_only_proofs(signed, pdf)
        _require_place(signature, paper.signature)
        _require_intact(signature)
        level = _level(signature)
        if trust is not None:
            _require_trusted(signature, trust)
        if trust is not None and stamper is not None:
            pdf, level = _archived(pdf, trust, stamper), LEVEL
            verify(pdf, trust)
    except OSError as error:
        raise SignerUnreachable(f"what was signed cannot be checked or stamped: {told(error)}") from error
    except (*REFUSALS, *UNREADABLE) as error:
        raise SigningFailed(f"what the signing service returned is not to be trusted: {told(error)}") from error
    return SignedPdf(pdf=pdf, certificate=described(signature.signer_cert), level=level)


def _only_signature(pdf: bytes) -> EmbeddedPdfSignature:
    signatures: list[EmbeddedPdfSignature] = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    if len(signatures) != 1:
        raise SigningFailed(f"the signing service returned {len(signatures)} signatures, not one")
    return signatures[0]


def _signed_revision(pdf: bytes, signature: EmbeddedPdfSignature) -> bytes:
    """`pdf` up to where the bytes end that the signature covers (ISO 32000, 12.8.1: pairs of offset and length)."""
    covered = signature.byte_range
    numbers = [each for each in covered if isinstance(each, int)] if isinstance(covered, ArrayObject) else []
    if len(numbers) != 4:
        raise SigningFailed("the signature does not say what it covers")
    return pdf[: numbers[2] + numbers[3]]


def _require_place(signature: EmbeddedPdfSignature, box: SignatureBox) -> None:
    """The visible block covers nothing: it is where we left room for it."""
    left, bottom, right, top = (float(each) for each in signature.sig_field["/Rect"])
    if right == left or top == bottom:
        return  # invisible
    page = signature.sig_field.raw_get("/P", decrypt=EncryptedObjAccess.TRANSPARENT)
    wanted, _ = signature.reader.find_page_for_modification(box.page)  # type: ignore[no-untyped-call]  # pyHanko has no types here
    inside = left >= box.left - TOLERANCE and right <= box.right + TOLERANCE
    inside = inside and bottom >= box.bottom - TOLERANCE and top <= box.top + TOLERANCE
    if page != wanted or not inside:
        where = f"{left:.0f}, {bottom:.0f}, {right:.0f}, {top:.0f} of page {page}"
        raise SigningFailed(f"the visible block is not where we left room, but at {where}: see IZIN_BSRE_VISIBLE")


def _require_intact(signature: EmbeddedPdfSignature) -> None:
    """The signature covers the file; what follows it, if anything, are its proofs."""
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]  # pyHanko has no types here
    info = signature.summarise_integrity_info()
    unchanged, signed = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    if not (info["docmdp_ok"] and unchanged and signed):
        raise SigningFailed("the signature does not hold")


def _require_trusted(signature: EmbeddedPdfSignature, trust: Trust) -> None:
    context = trust.context()
    status = released(async_validate_pdf_signature(signature, context, context), context)
    if not status.bottom_line:
        raise SigningFailed(f"the signature does not lead to the root: {status.summary()}")


def _level(signature: EmbeddedPdfSignature) -> str:
    if signature.reader.embedded_timestamp_signatures:
        return LEVEL
    if not list(extract_tst_data_iter(signature.signer_info, signed=False)):
        return "PAdES-B-B"
    return "PAdES-B-LT" if "/DSS" in signature.reader.root else "PAdES-B-T"


def _archived(pdf: bytes, trust: Trust, stamper: TimeStamper) -> bytes:
    """Return `pdf` with everything that a judge will want, under a time stamp."""
    context = trust.context()
    return released(_stamped(pdf, context, stamper), context)


async def _stamped(pdf: bytes, context: ValidationContext, stamper: TimeStamper) -> bytes:
    signature = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]
    informed = await async_add_validation_info(signature, context, add_vri_entry=False, output=BytesIO())
    stamped = BytesIO()
    await PdfTimeStamper(stamper).async_timestamp_pdf(
        IncrementalPdfFileWriter(informed),
        "sha256",
        validation_context=context,
        output=stamped,
        dss_settings=TimestampDSSContentSettings(include_vri=False, update_before_ts=True),
    )
    return stamped.getvalue()
