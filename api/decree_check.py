"""Is a decree whole? Judged by pyHanko from the file alone, as anybody can who knows nothing of us."""

from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ValidationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """`intact`: signed, and not changed afterwards beyond what the signer permitted. Says nothing of trust."""

    intact: bool
    signer: str | None = None


def check_decree(pdf: bytes) -> Seal:
    """Return what the one signature of `pdf` shows; a file without exactly one is not intact."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        if len(signatures) != 1:
            return Seal(intact=False)
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(signatures[0], nobody, skip_diff=False)
        signer = str(signatures[0].signer_cert.subject.native.get("common_name"))
    except (PdfError, SigningError, ValidationError, ValueError) as error:
        del error
        return Seal(intact=False)
    return Seal(intact=bool(status.intact and status.valid and status.docmdp_ok), signer=signer)
