"""By what a signature is judged: one root, the certificates below it, revocation lists; and the judgement itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # it has none
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.ades import AdESLTAValidationResult, ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from application.signing import SigningFailed

# What pyHanko raises where a signature cannot be made or judged; a time stamp that cannot be had is an OSError.
REFUSALS = (SigningError, ValidationError, PdfError, OSError)
# A changed file can lead its parser anywhere; each of these means that it cannot be read, which is no pass.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Files: certificates (PEM) and revocation lists (DER)."""

    root: Path
    others: Sequence[Path]
    crls: Sequence[Path]

    def context(self) -> ValidationContext:
        """What the signer itself is checked against before it signs, and what is then embedded."""
        return ValidationContext(
            trust_roots=[certificate_in(self.root)],
            other_certs=[certificate_in(path) for path in self.others],
            crls=[path.read_bytes() for path in self.crls],
            allow_fetching=False,
            revocation_mode="hard-fail",
        )

    def certificates(self) -> SimpleCertificateStore:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its __init__ has no annotation
        store.register_multiple([certificate_in(path) for path in (self.root, *self.others)])
        return store

    def specification(self) -> PdfSignatureValidationSpec:
        """What a later judge demands: everything from the document itself, nothing from the network."""
        required = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=[certificate_in(self.root)]),
            revinfo_policy=CertRevTrustPolicy(
                RevocationCheckingPolicy(ee_certificate_rule=required, intermediate_ca_cert_rule=required)
            ),
        )
        gathering = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
        return PdfSignatureValidationSpec(SignatureValidationSpec(policy, gathering, ts_cert_validation_policy=policy))


def verify(pdf: bytes, trust: Trust) -> None:
    """Raise `SigningFailed` unless the one signature of `pdf` is intact, trusted and good for the long term (LTA).

    Every byte of the file must be under it or under the time stamp at the end.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = reader.embedded_regular_signatures
        if len(signatures) != 1:
            raise SigningFailed(f"the document has {len(signatures)} signatures, not one")
        if not _is_covered(reader):
            raise SigningFailed("the document goes on behind its time stamp")
        result = asyncio.run(ades_lta_validation(signatures[0], trust.specification()))
    except (*REFUSALS, *UNREADABLE) as error:
        raise SigningFailed(f"the signature cannot be judged: {error}") from error
    if not _is_good(result):
        raise SigningFailed(f"the signature does not pass: {result.ades_subindic}, {result.failure_msg}")


def certificate_in(path: Path) -> Certificate:
    certificate: Certificate = load_cert_from_pemder(str(path))  # type: ignore[no-untyped-call]  # pyHanko has no types here
    return certificate


def _is_covered(reader: PdfFileReader) -> bool:
    stamps = reader.embedded_timestamp_signatures
    return bool(stamps) and stamps[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE


def _is_good(result: AdESLTAValidationResult) -> bool:
    status = result.api_status
    return result.ades_subindic is AdESPassed.OK and status is not None and status.bottom_line
