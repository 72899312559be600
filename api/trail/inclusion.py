"""Proof that one event is under the newest checkpoint. For auditors: a leaf is a fingerprint of what happened."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.views import JSON
from api.http.answers import answering
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.problems import texts, texts_evidence, texts_permits
from api.problems.problems import Problem, retry_later
from api.security import Authenticated
from api.trail.checkpoints import MOST, sealed_now
from api.trail.evidence_schemas import InclusionSchema
from api.trail.sealing import Evidence
from domain.actor import Caller, Role
from domain.merkle import is_included
from domain.merkle_store import NotKept
from domain.refusals import Sentence
from domain.signed_note import read_note
from projections.evidence.checkpoints import Sealed, newest_checkpoint
from projections.evidence.proofs import inclusion

router = APIRouter(tags=["auditors"])


@router.get(
    "/v1/events/{position}/proof",
    operation_id="proveEvent",
    summary="Proof that an event is under the newest checkpoint (RFC 9162)",
    responses={
        **answering(InclusionSchema),
        **problem_responses(
            texts_evidence.SEALER_AWAY,
            texts_evidence.SEALING_REFUSED,
            texts_permits.ROLE_NOT_PERMITTED,
            texts_evidence.EVENT_NOT_FOUND,
            texts_evidence.TREE_DAMAGED,
            texts.READ_MODEL_BEHIND,
        ),
    },
)
async def prove_event(office: TheOffice, by: Authenticated, position: Annotated[int, Path(ge=1, le=MOST)]) -> Response:
    """What is not sealed yet is sealed first."""
    _require_auditor(by)
    return json_response(await proof_of(office, office.evidence, position))


async def proof_of(office: Office, evidence: Evidence, position: int) -> JSON:
    """Return the proof that the entry at this position is under the newest checkpoint of its log."""
    newest = await _newest(office, evidence)
    if newest is None or newest.size < position:
        sealed = read_note(await sealed_now(evidence)).checkpoint.size
        if sealed < position:
            raise Problem(texts_evidence.EVENT_NOT_FOUND)
        newest = await _newest(office, evidence)
    if newest is None or newest.size < position:
        raise retry_later(texts.READ_MODEL_BEHIND)  # a replica has not heard of it yet
    async with office.reads() as connection:
        try:
            proof = await inclusion(connection, evidence.log, position - 1, newest.size)
        except NotKept:
            raise Problem(texts_evidence.TREE_DAMAGED) from None
    if not is_included(proof.leaf, position - 1, newest.size, proof.path, newest.root):
        raise Problem(texts_evidence.TREE_DAMAGED)
    return {
        "position": position,
        "leaf_index": position - 1,
        "leaf": proof.leaf.hex(),
        "size": newest.size,
        "root": newest.root.hex(),
        "proof": [each.hex() for each in proof.path],
        "checkpoint": newest.note,
    }


async def _newest(office: Office, evidence: Evidence) -> Sealed | None:
    async with office.reads() as connection:
        return await newest_checkpoint(connection, evidence.keys.name)


def _require_auditor(by: Caller) -> None:
    if Role.AUDITOR not in by.roles:
        raise Problem(
            texts_permits.ROLE_NOT_PERMITTED,
            Sentence("Bukti kejadian hanya untuk auditor.", "Proofs of events are for auditors."),
        )
