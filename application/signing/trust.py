"""By what a signature is judged: roots, the certificates below them, revocation data; and the judgement itself."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]  # it has none
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.ades import AdESLTAValidationResult, ades_lta_validation
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.errors import (
    CertificateFetchError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore, SimpleTrustManager

from application.signing.port import CertificateRefused, SignerUnreachable, SigningFailed, Unfit

# What pyHanko raises where a signature cannot be made or judged; a time stamp that cannot be had is an OSError.
REFUSALS = (SigningError, SignatureValidationError, ValidationError, PathError, PdfError, OSError)
# A changed file can lead its parser anywhere; each of these means that it cannot be read, which is no pass.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)
# The use of a key that signs what it stands by (RFC 5280, 4.2.1.3; also called content commitment).
SIGNS_PAPERS = {"non_repudiation"}

_UNFIT = {ExpiredError: Unfit.EXPIRED, NotYetValidError: Unfit.NOT_YET_VALID, RevokedError: Unfit.REVOKED}

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """`others` may stand between a root and a signer or time stamper; `crls` are DER.

    With `fetches`, revocation data come from the addresses in the certificates. They are needed in any case.
    """

    roots: Sequence[Certificate]
    others: Sequence[Certificate]
    crls: Sequence[bytes] = ()
    fetches: bool = False

    def context(self) -> ValidationContext:
        """What the signer itself is checked against before it signs, and what is then embedded."""
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.others),
            crls=list(self.crls),
            allow_fetching=self.fetches,
            revocation_mode="require",
        )

    def certificates(self) -> SimpleCertificateStore:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # its __init__ has no annotation
        store.register_multiple([*self.roots, *self.others])
        return store

    def specification(self) -> PdfSignatureValidationSpec:
        """What a later judge demands: everything from the document itself, nothing from the network."""
        required = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=list(self.roots)),
            revinfo_policy=CertRevTrustPolicy(
                RevocationCheckingPolicy(ee_certificate_rule=required, intermediate_ca_cert_rule=required)
            ),
        )
        gathering = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
        return PdfSignatureValidationSpec(SignatureValidationSpec(policy, gathering, ts_cert_validation_policy=policy))


def require_fit(certificate: Certificate, context: ValidationContext) -> None:
    """Raise `CertificateRefused`, or `SignerUnreachable` where it cannot be told whether the certificate is revoked."""
    try:
        released(_validated(certificate, context), context)
    except (ExpiredError, NotYetValidError, RevokedError) as error:
        raise CertificateRefused(_UNFIT[type(error)], str(error)) from error
    except (InsufficientRevinfoError, CertificateFetchError, OSError) as error:
        raise SignerUnreachable(f"whether the certificate is revoked cannot be told: {error}") from error
    except (PathBuildingError, InvalidCertificateError, ValidationError) as error:
        raise CertificateRefused(Unfit.FOREIGN, str(error)) from error


def released(work: Coroutine[object, object, Result], context: ValidationContext) -> Result:
    """Return the result of `work`; the connections that `context` opened for it are closed."""

    async def alone() -> Result:
        async with aclosing(context):
            return await work

    return asyncio.run(alone())


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


async def _validated(certificate: Certificate, context: ValidationContext) -> None:
    validator = CertificateValidator(certificate, validation_context=context)
    await validator.async_validate_usage(SIGNS_PAPERS)  # type: ignore[no-untyped-call]  # pyHanko has no types here


def _is_covered(reader: PdfFileReader) -> bool:
    stamps = reader.embedded_timestamp_signatures
    return bool(stamps) and stamps[-1].evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE


def _is_good(result: AdESLTAValidationResult) -> bool:
    status = result.api_status
    return result.ades_subindic is AdESPassed.OK and status is not None and status.bottom_line
