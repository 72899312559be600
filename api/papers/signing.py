"""SOP step 8 over HTTP. The passphrase goes from the body to the signer and nowhere else.

It is in no command, no fingerprint, no log and no answer.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import answer, call_of, permit_id_of, rehearsal
from api.commands.decision_bodies import Signature
from api.commands.refusals import told
from api.http.conditions import conditions_of
from api.http.json_body import read_json
from api.identity.step_up import require_signer
from api.office import office_of
from api.problems import texts as problem_texts
from api.problems import texts_permits as problem_texts_permits
from api.problems import texts_signing as problem_texts_signing
from api.problems.problems import Problem, retry_later
from api.security import caller_of
from application.signing.port import (
    CertificateRefused,
    KeyLocked,
    OutcomeUnknown,
    Passphrase,
    SignerUnreachable,
    SigningFailed,
    Unfit,
    WrongPassphrase,
)
from domain.admission import role_may_ever
from domain.commands import Sign
from domain.refusals import Fault, Sentence

WRONG = Sentence(
    "Frasa sandi (passphrase) salah. Surat Keputusan belum ditandatangani.",
    "The passphrase is wrong. The decree has not been signed.",
)
FAILED = Sentence(
    "Penandatanganan elektronik gagal. Dokumen belum ditandatangani; nomor tetap dicadangkan.",
    "The electronic signature failed. The document is not signed; its number stays reserved.",
)
UNREACHABLE = Sentence(
    "Layanan penandatanganan elektronik sedang tidak dapat dihubungi. Dokumen belum ditandatangani; silakan coba "
    "beberapa saat lagi.",
    "The service of electronic signatures cannot be reached just now. The document is not signed; please try "
    "again later.",
)
UNFIT: Mapping[Unfit, Sentence] = {
    Unfit.MISSING: Sentence("Sertifikat atau kuncinya tidak ada pada token.", "The token lacks certificate or key."),
    Unfit.NOT_REGISTERED: Sentence("Penanda tangan tidak terdaftar.", "The signer is not registered."),
    Unfit.EXPIRED: Sentence("Masa berlaku sertifikat telah berakhir.", "The certificate has expired."),
    Unfit.NOT_YET_VALID: Sentence("Sertifikat belum berlaku.", "The certificate is not valid yet."),
    Unfit.REVOKED: Sentence("Sertifikat telah dicabut atau dibekukan.", "The certificate is revoked or suspended."),
    Unfit.FOREIGN: Sentence(
        "Sertifikat bukan dari penerbit yang ditetapkan, atau bukan untuk tanda tangan.",
        "The certificate is not of the issuer that was laid down, or not for signatures.",
    ),
    Unfit.OTHER_KEY: Sentence(
        "Kunci bukan pasangan sertifikat yang ditetapkan.", "The key is not that of the certificate."
    ),
}
log = structlog.get_logger(__name__)


async def sign(request: Request) -> Response:
    """Sign the draft that was read."""
    office = office_of(request)
    with told(), signer_told():
        by, body = caller_of(request.scope), await read_json(request, Signature)
        conditions = conditions_of(request.scope)
        role_may_ever(Sign, by, office.book.all_sops)
        require_signer(request.scope, office)
        without_secret = orjson.dumps({"draft_sha256": body.draft_sha256})
        call = call_of(request, office, by, conditions, permit_id=permit_id_of(request), content=without_secret)
        passphrase = Passphrase(body.passphrase.get_secret_value())
        if call.dry_run:
            events = await office.signatures.rehearse(
                body.command(), call.asked, passphrase=passphrase, fingerprint=call.fingerprint
            )
            return rehearsal(events)
        done = await office.signatures.sign(
            body.command(), call.asked, passphrase=passphrase, fingerprint=call.fingerprint
        )
    return answer(office, request.scope, done, by)


@contextmanager
def signer_told(wrong: Sentence = WRONG) -> Generator[None]:
    """Turn what the signer cannot do into the problem that the head of the office reads."""
    try:
        yield
    except WrongPassphrase:
        fault = Fault("/passphrase", "wrong_passphrase", wrong)
        raise Problem(problem_texts_permits.WRONG_PASSPHRASE, wrong, errors=(fault,)) from None
    except KeyLocked:
        raise Problem(problem_texts_signing.KEY_LOCKED) from None
    except CertificateRefused as refused:
        log.warning("certificate refused", why=str(refused))
        fault = Fault("", refused.why, UNFIT[refused.why])
        raise Problem(problem_texts_signing.CERTIFICATE_REFUSED, errors=(fault,)) from None
    except OutcomeUnknown as lost:
        log.warning("signing has no outcome", why=str(lost))
        raise retry_later(problem_texts_signing.SIGNATURE_UNCERTAIN) from None
    except SigningFailed as failed:
        log.warning("signing failed", why=str(failed))
        detail = UNREACHABLE if isinstance(failed, SignerUnreachable) else FAILED
        raise retry_later(problem_texts.TEMPORARILY_UNAVAILABLE, detail=detail) from None
