"""Checkpoints and proofs of the access log, which is sealed as the trail is: a tree of its own, under its own name."""

from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.access.accesses import require_auditor
from api.access.evidence_schemas import AccessProofSchema
from api.commands.commanding import json_response
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit
from api.office import TheOffice
from api.problems import texts, texts_evidence, texts_permits
from api.problems.problems import Problem
from api.security import Authenticated
from api.sla.period import Since, Until
from api.trail.checkpoints import MOST, NOT_SEALED, PLAIN, Size, listed, plain, proved, sealed_now
from api.trail.evidence_schemas import CheckpointsSchema, ConsistencySchema
from api.trail.inclusion import proof_of
from application.access.scribe import NOBODYS, VERSION
from domain.trail_leaf import leaf_of
from projections.access_list import Accessed, Wanted, access_page

router = APIRouter(prefix="/v1/access-log", tags=["auditors"])


@router.get(
    "/checkpoint",
    operation_id="readAccessCheckpoint",
    summary="A signed checkpoint (C2SP) over the access log up to now: sealed first, if it is not yet",
    tags=["public"],
    responses={**PLAIN, **NOT_SEALED},
    response_class=Response,
)
async def read_access_checkpoint(office: TheOffice) -> Response:
    return plain(await sealed_now(office.access_evidence))


@router.get(
    "/checkpoints",
    operation_id="listAccessCheckpoints",
    summary="The checkpoints of the access log, newest first",
    tags=["public"],
    responses=answering(CheckpointsSchema, "Link"),
)
async def list_access_checkpoints(
    request: Request,
    office: TheOffice,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """`from`, `to`: when they were sealed."""
    return await listed(request, office, office.access_evidence, since, until, limit, cursor)


@router.get(
    "/consistency",
    operation_id="proveAccessConsistency",
    summary="Proof that the first rows of a longer access log are those of a shorter one (RFC 9162)",
    tags=["public"],
    responses={
        **answering(ConsistencySchema),
        **problem_responses(texts_evidence.CHECKPOINT_NOT_FOUND, texts_evidence.TREE_DAMAGED),
    },
)
async def prove_access_consistency(
    office: TheOffice,
    first: Annotated[Size, Query(alias="from")],
    second: Annotated[Size | None, Query(alias="to")] = None,
) -> Response:
    """Without `to` up to the newest checkpoint."""
    return await proved(office, office.access_evidence, first, second)


@router.get(
    "/{position}/proof",
    operation_id="proveAccess",
    summary="Proof that a row of the access log is under its newest checkpoint, and what its leaf is made of",
    responses={
        **answering(AccessProofSchema),
        **NOT_SEALED,
        **problem_responses(
            texts_permits.ROLE_NOT_PERMITTED,
            texts_evidence.EVENT_NOT_FOUND,
            texts_evidence.TREE_DAMAGED,
            texts.READ_MODEL_BEHIND,
        ),
    },
)
async def prove_access(office: TheOffice, by: Authenticated, position: Annotated[int, Path(ge=1, le=MOST)]) -> Response:
    """`state` holds what is personal as ciphertext; with the other fields it gives the leaf (docs/access.md)."""
    require_auditor(by)
    proof = await proof_of(office, office.access_evidence, position)
    async with office.reads() as connection:
        page = await access_page(connection, Wanted(after=position - 1, before=position + 1), below=None, limit=1)
    (row,) = page.items
    if _leaf_of(row).hex() != proof["leaf"]:  # what is shown must be what was sealed
        raise Problem(texts_evidence.TREE_DAMAGED)
    stored = {name: getattr(row, name) for name in ("at", "application", "action", "actor", "role")}
    return json_response({**proof, **stored, "state": b64encode(row.state).decode()})


def _leaf_of(row: Accessed) -> bytes:
    return leaf_of(
        position=row.position,
        stream=row.application or NOBODYS,
        version=VERSION,
        topic=row.action,
        state=row.state,
        recorded_at=row.at,
        actor=row.actor,
        role=row.role,
    )
