"""Checkpoints over HTTP: sealed up to now on demand, listed, proved to follow from one another. For anyone.

A root tells nothing about anybody, and who can only look at it with an account has to trust us.
"""

from base64 import b64encode
from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import json_response
from api.desks.views import JSON
from api.http.answers import Responses, answering
from api.http.openapi import problem_responses
from api.http.paging import Cursor, Limit, page_answer
from api.office import Office, TheOffice
from api.problems import texts, texts_evidence
from api.problems.problems import Problem, retry_later
from api.problems.validation import pointer
from api.sla.period import TO, Since, Until, require_forward
from api.trail.evidence_schemas import CheckpointsSchema, ConsistencySchema, LogKeysSchema
from api.trail.sealing import Evidence
from application.evidence.asking import SealerAway, SealerRefuses
from application.evidence.keys import LogKeys
from application.store import ConnectionLost
from domain.merkle import is_consistent
from domain.merkle_store import NotKept
from domain.refusals import Fault, Sentence
from projections.evidence.checkpoints import Sealed, checkpoints, newest_checkpoint
from projections.evidence.proofs import consistency

MOST = 2**63 - 1
router = APIRouter(tags=["public", "auditors"])
Size = Annotated[int, Query(ge=0, le=MOST, description="How many events, from the first on.")]
NOT_SEALED = problem_responses(texts_evidence.SEALER_AWAY, texts_evidence.SEALING_REFUSED)
PLAIN: Responses = {
    200: {
        "description": "The note.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
        "headers": {},
    }
}


@router.get(
    "/v1/checkpoint",
    operation_id="readCheckpoint",
    summary="A signed checkpoint (C2SP) over every event up to now: sealed first, if it is not yet",
    responses={**PLAIN, **NOT_SEALED},
    response_class=Response,
)
async def read_checkpoint(office: TheOffice) -> Response:
    return plain(await sealed_now(office.evidence))


@router.get(
    "/v1/checkpoints",
    operation_id="listCheckpoints",
    summary="The checkpoints that were signed, newest first",
    responses=answering(CheckpointsSchema, "Link"),
)
async def list_checkpoints(
    request: Request,
    office: TheOffice,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """`from`, `to`: when they were sealed."""
    return await listed(request, office, office.evidence, since, until, limit, cursor)


async def listed(
    request: Request,
    office: Office,
    evidence: Evidence,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    cursor: str | None,
) -> Response:
    """Return a page of what was signed of this log."""
    require_forward(since, until, TO)
    name = evidence.keys.name
    listing = f"checkpoints {name} {since} {until}"
    below = office.cursors.read(cursor, listing)[0] if cursor is not None else None
    assert below is None or isinstance(below, int), "a cursor of ours has a size"
    async with office.reads() as connection:
        found = await checkpoints(connection, name, below=below, since=since, until=until, limit=limit + 1)
    page = found[:limit]
    following = office.cursors.write((page[-1].size,), listing) if len(found) > limit else None
    return page_answer(request, [checkpoint_view(each) for each in page], following)


@router.get(
    "/v1/consistency",
    operation_id="proveConsistency",
    summary="Proof that the first events of a larger tree are those of a smaller one (RFC 9162)",
    responses={
        **answering(ConsistencySchema),
        **problem_responses(texts_evidence.CHECKPOINT_NOT_FOUND, texts_evidence.TREE_DAMAGED),
    },
)
async def prove_consistency(
    office: TheOffice,
    first: Annotated[Size, Query(alias="from")],
    second: Annotated[Size | None, Query(alias="to")] = None,
) -> Response:
    """Without `to` up to the newest checkpoint. Any sizes up to that one will do, whether they were sealed or not."""
    return await proved(office, office.evidence, first, second)


async def proved(office: Office, evidence: Evidence, first: int, second: int | None) -> Response:
    """Return the proof that the tree of `first` entries of this log begins that of `second`."""
    async with office.reads() as connection:
        newest = await newest_checkpoint(connection, evidence.keys.name)
        if newest is None:
            raise Problem(texts_evidence.CHECKPOINT_NOT_FOUND)
        second = newest.size if second is None else second
        _require_range(first, second, newest.size)
        try:
            proof = await consistency(connection, evidence.log, first, second)
        except NotKept:
            raise Problem(texts_evidence.TREE_DAMAGED) from None
    fits = second != newest.size or proof.second_root == newest.root
    if not fits or not is_consistent(first, second, proof.path, proof.first_root, proof.second_root):
        raise Problem(texts_evidence.TREE_DAMAGED)
    return json_response(
        {
            "from": first,
            "to": second,
            "from_root": proof.first_root.hex(),
            "to_root": proof.second_root.hex(),
            "proof": [each.hex() for each in proof.path],
            "checkpoint": newest.note,
        }
    )


@router.get(
    "/public/log-key",
    operation_id="readLogKey",
    summary="The sealer's public key, as verifiers of C2SP notes read it",
    responses={**PLAIN, **problem_responses(texts.NOT_FOUND)},
    response_class=Response,
)
async def read_log_key(office: TheOffice) -> Response:
    keys = office.evidence.keys.verifier_keys()
    if not keys:
        raise Problem(texts.NOT_FOUND, _NO_KEY)
    return plain(f"{keys[0]}\n")


@router.get(
    "/public/log-keys",
    operation_id="listLogKeys",
    summary="The sealer's key under the name of each log, and those before it, whose checkpoints stay good",
    responses=answering(LogKeysSchema),
)
async def list_log_keys(office: TheOffice) -> Response:
    items = [*_keys(office.evidence.keys), *_keys(office.access_evidence.keys)]
    return Response(orjson.dumps({"keys": items}), media_type="application/json")


def _keys(keys: LogKeys) -> list[JSON]:
    told = zip(keys.ids(), keys.verifier_keys(), strict=True)
    return [
        {"name": keys.name, "key_id": id_, "verifier_key": key, "signs": n == 0} for n, (id_, key) in enumerate(told)
    ]


async def sealed_now(evidence: Evidence) -> str:
    """Return a note over all that stands in this log now, or raise a 503 problem."""
    try:
        return await evidence.asking.note()
    except SealerRefuses as refused:
        detail = Sentence(
            f"{texts_evidence.SEALING_REFUSED.meaning.id} ({refused.alarm.problem})",
            f"{texts_evidence.SEALING_REFUSED.meaning.en} ({refused.alarm.problem})",
        )
        raise retry_later(texts_evidence.SEALING_REFUSED, 60, detail) from None
    except SealerAway:
        raise retry_later(texts_evidence.SEALER_AWAY, 5) from None
    except ConnectionLost:
        raise retry_later(texts.TEMPORARILY_UNAVAILABLE) from None


def plain(text: str) -> Response:
    """As C2SP has it, and never taken for the present after a while."""
    return Response(text, headers={"Cache-Control": "no-cache"}, media_type="text/plain; charset=utf-8")


def checkpoint_view(sealed: Sealed) -> JSON:
    return {
        "size": sealed.size,
        "root": sealed.root.hex(),
        "key_id": sealed.key_id.hex(),
        "sealed_at": sealed.sealed_at,
        "note": sealed.note,
        "timestamp": b64encode(sealed.token).decode() if sealed.token else None,
        "stamped_at": sealed.stamped_at,
    }


def _require_range(first: int, second: int, sealed: int) -> None:
    faults = list[Fault]()
    for name, size in (("from", first), ("to", second)):
        if size == 0:
            faults.append(Fault(pointer("query", name), "size_zero", _EMPTY))
        elif size > sealed:
            faults.append(Fault(pointer("query", name), "beyond_the_end", _beyond(sealed)))
    if not faults and first > second:
        faults.append(Fault(pointer("query", "to"), "before_from", _REVERSED))
    if faults:
        raise Problem(texts.INVALID_REQUEST, errors=tuple(faults))


def _beyond(sealed: int) -> Sentence:
    return Sentence(
        f"Yang tersegel baru {sealed}; ukuran ini melampauinya.",
        f"Only the first {sealed} are sealed; this size is beyond that.",
    )


_EMPTY = Sentence(
    "Ukuran 0 adalah pohon kosong, yang mengawali setiap pohon; tidak ada yang perlu dibuktikan.",
    "Size 0 is the empty tree, which begins every tree: there is nothing to prove.",
)
_REVERSED = Sentence("Ukuran to tidak boleh lebih kecil daripada from.", "The size to must not be smaller than from.")
_NO_KEY = Sentence("Pemasangan ini tidak memiliki kunci penyegel.", "This installation has no key of a sealer.")
