"""Is a decree whole? Judged by pyHanko from the file alone, as anybody can who knows nothing of us."""

from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from application.signing.trust import UNREADABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """`intact`: signed by the key of `signer`, and not changed in a way that it forbids. Says nothing of trust."""

    intact: bool
    signer: str | None = None


def check_decree(pdf: bytes) -> Seal:
    """Return what the one signature of `pdf` shows; what has not exactly one is not intact."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        return _seal(signatures[0]) if len(signatures) == 1 else Seal(intact=False)
    except (PdfError, SigningError, SignatureValidationError, *UNREADABLE):
        return Seal(intact=False)


def _seal(signature: EmbeddedPdfSignature) -> Seal:
    signature.compute_integrity_info()  # type: ignore[no-untyped-call]  # pyHanko has no types here
    covered: bool | None = signature.summarise_integrity_info()["docmdp_ok"]
    unchanged, signed = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    name: object = signature.signer_cert.subject.native.get("common_name")
    return Seal(intact=bool(covered and unchanged and signed), signer=str(name))
