"""The commands on a file: one line a button, in the order of the SOP's paper, and who answers each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from api.commands.application_bodies import Submission
from api.commands.body import Body, Nothing
from api.commands.commanding import Build, commanding
from api.commands.decision_bodies import Receipt, Revocation, RevocationSignature, Signature, Withdrawal
from api.commands.desk_bodies import (
    Approval,
    Drafting,
    Inspection,
    Reassignment,
    Rejection,
    ReturnBody,
    Routing,
    Verification,
)
from api.commands.empowering import Empowerment, Ending, empowerment
from api.commands.route import Handler
from api.commands.submitting import inspection, submission
from api.office import Office
from api.papers.revoking import revoke, sign_revocation
from api.papers.signing import sign
from api.personal.bodies import Correction, Erasure
from api.personal.erasure import erase
from api.problems import texts_archive as problem_texts_archive
from api.problems import texts_attorneys as attorneys
from api.problems import texts_identity as identity
from api.problems import texts_permits as texts
from api.problems import texts_personal as personal
from api.problems import texts_signing as signers
from api.problems.type import ProblemType
from domain.admission import Asked
from domain.commands import (
    Approve,
    Authorise,
    Claim,
    Command,
    Correct,
    Deliver,
    Draft,
    EndAuthority,
    Erase,
    FileInspection,
    Reassign,
    Reject,
    Release,
    Return,
    Revoke,
    Route,
    Sign,
    SignRevocation,
    Submit,
    Verify,
    Withdraw,
)

ON_A_FILE = (
    texts.APPLICATION_NOT_FOUND,
    texts.WRONG_STEP,
    texts.CLAIMED_BY_COLLEAGUE,
    texts.NOT_THIS_PERSON,
    texts.STALE_VERSION,
    texts.IDEMPOTENCY_KEY_REUSED,
)
# Another draft is the current one, or the form has changed since it was drafted.
OF_A_DRAFT = (texts.DRAFT_CHANGED, texts.OUT_OF_ORDER)
OF_A_SIGNER = (
    identity.INSUFFICIENT_AUTHENTICATION,
    texts.WRONG_PASSPHRASE,
    signers.CERTIFICATE_REFUSED,
    signers.KEY_LOCKED,
    signers.SIGNATURE_UNCERTAIN,
    problem_texts_archive.STORAGE_FULL,
    problem_texts_archive.DOCUMENT_DAMAGED,
)
OF_AN_ATTORNEY = (attorneys.AUTHORITY_OVER, attorneys.NOT_EMPOWERED)
# What goes on before it is recorded, at the signer, or afterwards, in the archive.
BY_STEPS: Mapping[type[Command], Handler] = {
    Sign: sign,
    Revoke: revoke,
    SignRevocation: sign_revocation,
    Erase: erase,
}


class Says(Protocol):
    """A body that is its command."""

    def command(self) -> Command: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One command on a file: which body it takes, where in the SOP it stands, what else than others refuses it."""

    kind: type[Command]
    body: type[Body]
    summary: str
    build: Build[Any]
    tags: tuple[str, ...] = ("officers",)
    refusals: tuple[ProblemType, ...] = ()


async def _new(office: Office, body: Submission, asked: Asked) -> Command:
    return await submission(office, body, asked, sop=office.book.default)


async def _repair(office: Office, body: Submission, asked: Asked) -> Command:
    return await submission(office, body, asked, sop=None)


async def _said(_: Office, body: Says, _asked: Asked) -> Command:
    return body.command()


async def _claim(_: Office, _body: Nothing, _asked: Asked) -> Command:
    return Claim()


async def _release(_: Office, _body: Nothing, _asked: Asked) -> Command:
    return Release()


BUTTONS = (
    Button(
        kind=Submit,
        body=Submission,
        build=_repair,
        summary="Step 1 again: send the repaired application",
        tags=("applicants",),
        refusals=OF_AN_ATTORNEY,
    ),
    Button(kind=Verify, body=Verification, build=_said, summary="Step 2: the file is complete"),
    Button(kind=Reject, body=Rejection, build=_said, summary="Step 2: send the file back to the applicant"),
    Button(kind=Route, body=Routing, build=_said, summary="Step 3: on to the technical office"),
    Button(
        kind=FileInspection,
        body=Inspection,
        build=inspection,
        summary="Step 4: file inspection report and recommendation",
    ),
    Button(
        kind=Draft,
        body=Drafting,
        build=_said,
        summary="Step 5: draft the decree",
        refusals=(texts.OUT_OF_ORDER,),
    ),
    Button(
        kind=Approve,
        body=Approval,
        build=_said,
        summary="Steps 6 and 7: approve the draft that was read",
        refusals=OF_A_DRAFT,
    ),
    Button(kind=Return, body=ReturnBody, build=_said, summary="Steps 6 to 8: return the draft for correction"),
    Button(
        kind=Sign,
        body=Signature,
        build=_said,
        summary="Step 8: sign the decree",
        refusals=(*OF_A_DRAFT, *OF_A_SIGNER),
    ),
    Button(
        kind=Deliver,
        body=Receipt,
        build=_said,
        summary="Step 9: the decree is received",
        tags=("applicants", "officers"),
        refusals=OF_AN_ATTORNEY,
    ),
    Button(
        kind=Claim,
        body=Nothing,
        build=_claim,
        summary="Take the file out of the queue",
        refusals=(texts.OUT_OF_ORDER,),
    ),
    Button(kind=Release, body=Nothing, build=_release, summary="Give the file back to the queue"),
    Button(kind=Reassign, body=Reassignment, build=_said, summary="Give the file to another officer of the desk"),
    Button(
        kind=Withdraw,
        body=Withdrawal,
        build=_said,
        summary="Withdraw the application",
        tags=("applicants",),
        refusals=OF_AN_ATTORNEY,
    ),
    Button(
        kind=Authorise,
        body=Empowerment,
        build=empowerment,
        summary="Let a second person act for the applicant, by a letter (surat kuasa)",
        tags=("applicants",),
        refusals=(texts.OUT_OF_ORDER, *OF_AN_ATTORNEY),
    ),
    Button(
        kind=EndAuthority,
        body=Ending,
        build=_said,
        summary="Take a power of attorney back, or lay it down",
        tags=("applicants",),
        refusals=OF_AN_ATTORNEY,
    ),
    Button(
        kind=Revoke,
        body=Revocation,
        build=_said,
        summary="Revoke a signed permit, at once; with a passphrase its decree is signed too",
        refusals=(texts.OUT_OF_ORDER, *OF_A_SIGNER),
    ),
    Button(
        kind=SignRevocation,
        body=RevocationSignature,
        build=_said,
        summary="Sign the decree of a revocation",
        refusals=OF_A_SIGNER,
    ),
    Button(
        kind=Correct,
        body=Correction,
        build=_said,
        summary="Put right what is wrong about the applicant, before a draft is on its way",
        tags=("applicants", "officers"),
        refusals=OF_AN_ATTORNEY,
    ),
    Button(
        kind=Erase,
        body=Erasure,
        build=_said,
        summary="Forget the applicant of a file that ended without a decision",
        tags=("administrators",),
        refusals=(personal.MUST_BE_KEPT,),
    ),
)


# Who answers each command, also where it comes from a page.
HANDLERS: Mapping[type[Command], Handler] = {
    button.kind: BY_STEPS.get(button.kind) or commanding(button.kind, button.body, button.build) for button in BUTTONS
}
SUBMITTING = commanding(Submit, Submission, _new, new=True)
