"""The commands of the SOP as routes: one line a button, in the order of the paper."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from fastapi import APIRouter

from api.commands.bodies import (
    Approval,
    Body,
    Drafting,
    Inspection,
    Nothing,
    Reassignment,
    Receipt,
    Rejection,
    ReturnBody,
    Revocation,
    RevocationSignature,
    Routing,
    Signature,
    Submission,
    Verification,
    Withdrawal,
)
from api.commands.commanding import Build, commanding
from api.commands.permit_schema import PermitSchema
from api.commands.route import CommandRoute, Handler
from api.commands.submitting import inspection, submission
from api.desks.read_schemas import RehearsalSchema
from api.desks.views import PATHS
from api.http.answers import ANSWERED, answering
from api.http.conditions import DryRun, IdempotencyKey, IfMatch
from api.http.openapi import problem_responses
from api.office import Office
from api.papers.revoking import revoke, sign_revocation
from api.papers.signing import sign
from api.personal.bodies import Correction, Erasure
from api.personal.erasure import erase
from api.problems import texts_archive as problem_texts_archive
from api.problems import texts_permits as texts
from api.problems import texts_personal as personal
from api.problems import texts_signing as signers
from api.problems.type import ProblemType
from api.security import Authenticated
from domain.actor import Caller
from domain.commands import (
    Approve,
    Claim,
    Command,
    Correct,
    Deliver,
    Draft,
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

APPLICATIONS = "/v1/applications"
SUCCESS = answering(
    PermitSchema | RehearsalSchema, *ANSWERED, description="The permit as it stands now, or what a dry run found."
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
    texts.WRONG_PASSPHRASE,
    signers.CERTIFICATE_REFUSED,
    signers.KEY_LOCKED,
    signers.SIGNATURE_UNCERTAIN,
    problem_texts_archive.STORAGE_FULL,
    problem_texts_archive.DOCUMENT_DAMAGED,
)
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


def add_commands(router: APIRouter) -> None:
    """Add the routes of all commands, to the application's own router and before all others.

    Behind an included router each command would be matched twice (measured: 15 to 44 µs).
    """
    _add_submission(router)
    for button in BUTTONS:
        path = PATHS[button.kind]
        router.add_api_route(
            f"{APPLICATIONS}/{{permit_id}}/{path}",
            _declared(button.body),
            methods=["POST"],
            operation_id=_operation_id(path),
            summary=button.summary,
            tags=list(button.tags),
            responses={**SUCCESS, **problem_responses(*ON_A_FILE, *button.refusals)},
            route_class_override=CommandRoute.serving(HANDLERS[button.kind]),
        )


async def _new(office: Office, body: Submission, by: Caller) -> Command:
    return await submission(office, body, by, sop=office.book.default)


async def _repair(office: Office, body: Submission, by: Caller) -> Command:
    return await submission(office, body, by, sop=None)


async def _said(_: Office, body: Says, _by: Caller) -> Command:
    return body.command()


async def _claim(_: Office, _body: Nothing, _by: Caller) -> Command:
    return Claim()


async def _release(_: Office, _body: Nothing, _by: Caller) -> Command:
    return Release()


BUTTONS = (
    Button(
        kind=Submit,
        body=Submission,
        build=_repair,
        summary="Step 1 again: send the repaired application",
        tags=("applicants",),
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
    Button(kind=Withdraw, body=Withdrawal, build=_said, summary="Withdraw the application", tags=("applicants",)),
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


def _add_submission(router: APIRouter) -> None:
    # For OpenAPI; `CommandRoute` serves it.
    async def declared(
        body: Submission, by: Authenticated, dry_run: DryRun = False, idempotency_key: IdempotencyKey = None
    ) -> None:
        """The file gets its registration number and goes to the front office. Documents are named by their hashes."""

    router.add_api_route(
        APPLICATIONS,
        declared,
        methods=["POST"],
        status_code=201,
        operation_id="submitApplication",
        summary="Step 1: submit an application",
        tags=["applicants"],
        responses={
            **answering(PermitSchema, *ANSWERED, "Location", status=201, description="The new file."),
            **answering(RehearsalSchema, description="What a dry run found."),
            **problem_responses(texts.IDEMPOTENCY_KEY_REUSED),
        },
        route_class_override=CommandRoute.serving(SUBMITTING),
    )


def _declared(model: type[Body]) -> Callable[..., Awaitable[None]]:
    """Return a function with the signature that OpenAPI shows; `CommandRoute` serves it."""

    async def declared(
        permit_id: UUID,
        body: model,  # type: ignore[valid-type]  # a type that is only known here
        by: Authenticated,
        dry_run: DryRun = False,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> None: ...

    return declared


def _operation_id(path: str) -> str:
    """`inspection-report` to `postInspectionReport`, `revocation/signature` to `postRevocationSignature`."""
    return "post" + "".join(part.capitalize() for part in re.split("[-/]", path))
