"""The commands of the SOP as routes."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter

from api.commands.application_bodies import Submission
from api.commands.body import Body
from api.commands.buttons import BUTTONS, HANDLERS, ON_A_FILE, SUBMITTING
from api.commands.permit_schema import PermitSchema
from api.commands.route import CommandRoute
from api.desks.read_schemas import RehearsalSchema
from api.desks.views import PATHS
from api.http.answers import ANSWERED, answering
from api.http.conditions import DryRun, IdempotencyKey, IfMatch
from api.http.openapi import problem_responses
from api.problems import texts_permits as texts
from api.security import Authenticated

APPLICATIONS = "/v1/applications"
SUCCESS = answering(
    PermitSchema | RehearsalSchema, *ANSWERED, description="The permit as it stands now, or what a dry run found."
)


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
