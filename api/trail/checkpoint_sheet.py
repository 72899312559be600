"""A checkpoint as a page and as a sheet of paper: the text, the root, the time, the key, and all of it as a QR code."""

import asyncio
from functools import lru_cache
from io import BytesIO
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.http.answers import downloading, showing
from api.http.html import page
from api.http.openapi import problem_responses
from api.office import Office, TheOffice
from api.papers.storage import file_response
from api.problems import texts, texts_evidence
from api.problems.problems import Problem, retry_later
from api.trail.checkpoints import MOST, sealed_now
from domain.decree import Office as Head
from domain.indonesian import moment_text
from domain.signed_note import read_note
from projections.evidence.checkpoints import Sealed, checkpoint_of

router = APIRouter(tags=["public", "auditors"])
Sought = Annotated[int | None, Query(alias="size", ge=0, le=MOST, description="Of this size, instead of a new one.")]
_REFUSALS = problem_responses(
    texts_evidence.CHECKPOINT_NOT_FOUND,
    texts_evidence.SEALER_AWAY,
    texts_evidence.SEALING_REFUSED,
    texts.READ_MODEL_BEHIND,
)


@router.get(
    "/v1/checkpoint.pdf",
    operation_id="readCheckpointSheet",
    summary="A checkpoint on a sheet of paper, with its text as a QR code",
    responses={**downloading(["application/pdf"]), **_REFUSALS},
    response_class=Response,
)
async def read_checkpoint_sheet(office: TheOffice, size: Sought = None) -> Response:
    sealed = await _sought(office, size)
    pdf = await asyncio.to_thread(_drawn, office, sealed)
    return file_response(pdf, "application/pdf", f"titik-segel-{sealed.size}.pdf", inline=True)


@router.get(
    "/v1/checkpoint.html",
    operation_id="readCheckpointPage",
    summary="The same as a page",
    responses={**showing(), **_REFUSALS},
    response_class=HTMLResponse,
)
async def read_checkpoint_page(request: Request, office: TheOffice, size: Sought = None) -> Response:
    sealed = await _sought(office, size)
    return page(
        request,
        "checkpoint.html",
        sealed=sealed,
        origin=office.evidence.keys.name,
        root=await asyncio.to_thread(_grouped, sealed.root),
        at=moment_text(sealed.sealed_at),
        stamped=moment_text(sealed.stamped_at) if sealed.stamped_at else None,
        verifier_key=_verifier_key(office, sealed),
    )


@router.get(
    "/v1/checkpoint.png",
    operation_id="readCheckpointCode",
    summary="The text of a checkpoint as a QR code",
    responses={**downloading(["image/png"]), **_REFUSALS},
    response_class=Response,
)
async def read_checkpoint_code(office: TheOffice, size: Sought = None) -> Response:
    sealed = await _sought(office, size)
    png = await asyncio.to_thread(_qr, sealed.note)
    return file_response(png, "image/png", f"titik-segel-{sealed.size}.png", inline=True)


async def _sought(office: Office, size: int | None) -> Sealed:
    wanted = read_note(await sealed_now(office.evidence)).checkpoint.size if size is None else size
    async with office.reads() as connection:
        sealed = await checkpoint_of(connection, office.evidence.keys.name, wanted)
    if sealed is not None:
        return sealed
    if size is None:
        raise retry_later(texts.READ_MODEL_BEHIND)  # a replica has not heard of it yet
    raise Problem(texts_evidence.CHECKPOINT_NOT_FOUND)


def _verifier_key(office: Office, sealed: Sealed) -> str:
    """The key that has signed it, which may be an older one; none, where that is no longer published."""
    keys = office.evidence.keys
    known = dict(zip(keys.ids(), keys.verifier_keys(), strict=True))
    return known.get(sealed.key_id.hex(), "")


def _drawn(office: Office, sealed: Sealed) -> bytes:
    book = office.book
    head = book.forms[book.current(book.default, office.today).ref].office
    address = f"{office.address}/v1/checkpoint"
    return _sheet(head, office.evidence.keys.name, sealed, _verifier_key(office, sealed), address)


@lru_cache(maxsize=8)
def _sheet(head: Head, origin: str, sealed: Sealed, verifier_key: str, url: str) -> bytes:
    """Anyone may ask, and drawing it takes a good part of a second of CPU: the last few are remembered."""
    from application.documents.checkpoint import CheckpointSheet, render_checkpoint  # noqa: PLC0415 - a second

    return render_checkpoint(
        CheckpointSheet(
            office=head,
            origin=origin,
            size=sealed.size,
            root=sealed.root,
            note=sealed.note,
            verifier_key=verifier_key,
            sealed_at=sealed.sealed_at,
            stamped_at=sealed.stamped_at,
            url=url,
        )
    )


def _grouped(root: bytes) -> str:
    from application.documents.checkpoint import grouped  # noqa: PLC0415 - the same

    return grouped(root)


def _qr(note: str) -> bytes:
    from application.documents.qr import qr_of_text  # noqa: PLC0415 - the same

    png = BytesIO()
    qr_of_text(note).save(png, "PNG")
    return png.getvalue()
