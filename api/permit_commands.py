"""The commands of the SOP as routes: one line a button, in the order of the paper."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel

from api import problem_texts_permits as texts
from api.command_bodies import (
    Approval,
    Drafting,
    Inspection,
    Nothing,
    Receipt,
    Rejection,
    ReturnBody,
    Revocation,
    Routing,
    Signature,
    Submission,
    Verification,
    Withdrawal,
)
from api.command_route import CommandRoute
from api.commanding import Build, commanding
from api.office import Office
from api.openapi import problem_responses
from api.permit_schema import PermitSchema
from api.security import Authenticated
from api.signing import signing
from api.submitting import drafting, inspection, submission
from api.views import PATHS
from domain.actor import Caller
from domain.commands import (
    Approve,
    Claim,
    Command,
    Deliver,
    Draft,
    FileInspection,
    Reject,
    Release,
    Return,
    Revoke,
    Route,
    Sign,
    Submit,
    Verify,
    Withdraw,
)

ON_A_FILE = problem_responses(
    texts.APPLICATION_NOT_FOUND,
    texts.WRONG_STEP,
    texts.CLAIMED_BY_COLLEAGUE,
    texts.NOT_THIS_PERSON,
    texts.STALE_VERSION,
    texts.IDEMPOTENCY_KEY_REUSED,
)
DryRun = Annotated[bool, Query(description="Tell what would happen, and change nothing.")]
IfMatch = Annotated[str | None, Header(description='The version that was seen, such as "7".')]
IdempotencyKey = Annotated[str | None, Header(description="Names this command: a retry answers the same again.")]


class Says(Protocol):
    """A body that is its command."""

    def command(self) -> Command: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One command on a file: which body it takes, and where in the SOP it stands."""

    kind: type[Command]
    body: type[BaseModel]
    summary: str
    tags: tuple[str, ...] = ("officers",)


def command_router(office: Office) -> APIRouter:
    """Return the routes of all commands."""
    router = APIRouter(prefix="/v1/applications")
    _add_submission(router, office)
    builds = _builds(office)
    for button in BUTTONS:
        handler = (
            signing(office) if button.kind is Sign else commanding(office, button.kind, button.body, builds[button.kind])
        )
        path = PATHS[button.kind]
        router.add_api_route(
            f"/{{permit_id}}/{path}",
            _declared(button.body),
            methods=["POST"],
            operation_id=_operation_id(path),
            summary=button.summary,
            tags=list(button.tags),
            response_model=PermitSchema,
            responses=ON_A_FILE,
            route_class_override=CommandRoute.serving(handler),
        )
    return router


BUTTONS = (
    Button(kind=Submit, body=Submission, summary="Step 1 again: send the repaired application", tags=("applicants",)),
    Button(kind=Verify, body=Verification, summary="Step 2: the file is complete"),
    Button(kind=Reject, body=Rejection, summary="Step 2: send the file back to the applicant"),
    Button(kind=Route, body=Routing, summary="Step 3: on to the technical office"),
    Button(kind=FileInspection, body=Inspection, summary="Step 4: file inspection report and recommendation"),
    Button(kind=Draft, body=Drafting, summary="Step 5: draft the decree"),
    Button(kind=Approve, body=Approval, summary="Steps 6 and 7: approve the draft that was read"),
    Button(kind=Return, body=ReturnBody, summary="Steps 6 to 8: return the draft for correction"),
    Button(kind=Sign, body=Signature, summary="Step 8: sign the decree"),
    Button(kind=Deliver, body=Receipt, summary="Step 9: the decree is received", tags=("applicants", "officers")),
    Button(kind=Claim, body=Nothing, summary="Take the file out of the queue"),
    Button(kind=Release, body=Nothing, summary="Give the file back to the queue"),
    Button(kind=Withdraw, body=Withdrawal, summary="Withdraw the application", tags=("applicants",)),
    Button(kind=Revoke, body=Revocation, summary="Revoke a signed permit"),
)


def _add_submission(router: APIRouter, office: Office) -> None:
    async def build(body: Submission, by: Caller) -> Command:
        return await submission(office, body, by, sop=office.book.default)

    async def declared(
        body: Submission, by: Authenticated, dry_run: DryRun = False, idempotency_key: IdempotencyKey = None
    ) -> None:
        """Declared for OpenAPI; `CommandRoute` serves it."""

    router.add_api_route(
        "",
        declared,
        methods=["POST"],
        status_code=201,
        operation_id="submitApplication",
        summary="Step 1: submit an application",
        tags=["applicants"],
        response_model=PermitSchema,
        responses=problem_responses(texts.IDEMPOTENCY_KEY_REUSED),
        route_class_override=CommandRoute.serving(commanding(office, Submit, Submission, build, new=True)),
    )


def _builds(office: Office) -> dict[type[Command], Build[Any]]:
    async def repair(body: Submission, by: Caller) -> Command:
        return await submission(office, body, by, sop=None)

    async def inspected(body: Inspection, by: Caller) -> Command:
        return await inspection(office, body, by)

    async def drafted(body: Drafting, _: Caller) -> Command:
        return await drafting(body)

    async def said(body: Says, _: Caller) -> Command:
        return body.command()

    def plain(command: Command) -> Build[Nothing]:
        async def build(_body: Nothing, _by: Caller) -> Command:
            return command

        return build

    special: dict[type[Command], Build[Any]] = {
        Submit: repair,
        FileInspection: inspected,
        Draft: drafted,
        Claim: plain(Claim()),
        Release: plain(Release()),
    }
    return {button.kind: special.get(button.kind, said) for button in BUTTONS}


def _declared(model: type[BaseModel]) -> Callable[..., Awaitable[None]]:
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
    """`inspection-report` to `postInspectionReport`."""
    return "post" + "".join(part.capitalize() for part in path.split("-"))
