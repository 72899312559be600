"""The revocation over HTTP, with or without a signature. As in `signing`, a passphrase goes to the signer alone."""

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import answer, call_of, permit_id_of, rehearsal
from api.commands.decision_bodies import Revocation, RevocationSignature
from api.commands.refusals import told
from api.commands.route import Handler
from api.http.conditions import conditions_of
from api.http.json_body import read_json
from api.identity.step_up import require_signer
from api.office import office_of
from api.papers.signing import signer_told
from api.security import caller_of
from application.signing.port import Passphrase
from application.signing.revocations import Revocations
from domain.admission import role_may_ever
from domain.commands import Revoke, SignRevocation
from domain.refusals import Sentence

Model = TypeVar("Model", Revocation, RevocationSignature)

NOT_REVOKED = Sentence(
    "Frasa sandi (passphrase) salah. Izin belum dicabut dan SK pencabutan belum ditandatangani.",
    "The passphrase is wrong. The permit has not been revoked, and the decree of revocation not signed.",
)
NOT_SIGNED = Sentence(
    "Frasa sandi (passphrase) salah. SK pencabutan belum ditandatangani.",
    "The passphrase is wrong. The decree of revocation has not been signed.",
)


def _revoking(kind: type[Revoke | SignRevocation], model: type[Model], wrong: Sentence) -> Handler:
    async def handle(request: Request) -> Response:
        office = office_of(request)
        with told(), signer_told(wrong):
            by, body = caller_of(request.scope), await read_json(request, model, or_empty=True)
            conditions = conditions_of(request.scope)
            role_may_ever(kind, by, office.book.all_sops)
            require_signer(request.scope, office)
            content = body.without_secret or await request.body()
            call = call_of(request, office, by, conditions, permit_id=permit_id_of(request), content=content)
            secret = Passphrase(body.passphrase.get_secret_value()) if body.passphrase else None
            revocations, order = Revocations(desk=office.signatures), body.command()
            if call.dry_run:
                return rehearsal(
                    await revocations.rehearse(order, call.asked, passphrase=secret, fingerprint=call.fingerprint)
                )
            done = await revocations.carry_out(order, call.asked, passphrase=secret, fingerprint=call.fingerprint)
        return answer(office, request.scope, done, by)

    return handle


revoke = _revoking(Revoke, Revocation, NOT_REVOKED)
sign_revocation = _revoking(SignRevocation, RevocationSignature, NOT_SIGNED)
