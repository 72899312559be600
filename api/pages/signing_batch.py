"""Many decrees under one passphrase: each opened or expressly accepted, each signed by the API's own command in turn.

What refuses the signer at all, as a wrong passphrase does, ends it there: what was signed before is signed, what comes
after is untouched. What is wrong with one file does not hold up the next.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.declared import command_operation
from api.access.noted import note_files, note_problem
from api.desks.queues import require_sight
from api.desks.views import may_see
from api.http.frame import sign_in_from
from api.http.headers import SHOWS_PAPERS
from api.http.html import page
from api.office import Office, TheOffice
from api.pages.giving import given, path_of
from api.pages.offers import mandate_of
from api.pages.refusal import sign_in_again
from api.pages.typed import Typed, typed_in
from api.papers.signing import sign
from api.problems import texts, texts_archive, texts_identity, texts_permits, texts_signing
from api.problems.problems import Problem
from api.security import caller_of, known_caller
from application.permits import Filed
from domain.actor import Caller, Role
from domain.refusals import Sentence
from projections.queues import queue_page

DESK = Role.KEPALA_DINAS
_AT_ONCE = 50
# Whoever meets one of these meets it with the next decree too.
_ENDS_IT = frozenset(
    kind.slug
    for kind in (
        texts_identity.INSUFFICIENT_AUTHENTICATION,
        texts_permits.WRONG_PASSPHRASE,
        texts_signing.CERTIFICATE_REFUSED,
        texts_signing.KEY_LOCKED,
        texts_signing.SIGNATURE_UNCERTAIN,
        texts_archive.STORAGE_FULL,
        texts.TEMPORARILY_UNAVAILABLE,
    )
)
_NONE_CHOSEN = Sentence(
    "Belum ada Surat Keputusan yang Anda nyatakan sudah dibaca.", "You have not said of any decree that you read it."
)
_NO_PASSPHRASE = Sentence("Masukkan frasa sandi (passphrase) Anda.", "Enter your passphrase.")
_NOT_TRIED = Sentence("Belum dicoba.", "Not tried.")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one decree: signed, or why not."""

    filed: Filed
    refusal: Problem | None = None
    tried: bool = True

    @property
    def why_not(self) -> Sentence | None:
        return self.refusal.sentence if self.refusal else None if self.tried else _NOT_TRIED


@router.get(f"/queues/{DESK}/signing", operation_id="readQueue")
async def signing(request: Request, office: TheOffice) -> Response:
    by = known_caller(request.scope)
    if by is None:
        return RedirectResponse(sign_in_from(request), 303)
    return await _sight(request, office, by)


@router.post(f"/queues/{DESK}/signing", operation_id=command_operation("signature"))
async def sign_them(request: Request, office: TheOffice) -> Response:
    by, typed = caller_of(request.scope), await typed_in(request)
    require_sight(by, DESK)
    read, passphrase = typed.document.get("read"), typed.document.get("passphrase")
    chosen = {str(permit): str(seen) for permit, seen in read.items()} if isinstance(read, dict) else {}
    if not chosen or not isinstance(passphrase, str):
        return await _sight(request, office, by, chosen=chosen, wrong=_NO_PASSPHRASE if chosen else _NONE_CHOSEN)
    outcomes = await _signed_in_turn(request, office, chosen, passphrase, typed.own.get("key", ""))
    return await _sight(request, office, by, outcomes=outcomes, chosen=chosen)


async def _signed_in_turn(
    request: Request, office: Office, chosen: Mapping[str, str], passphrase: str, key: str
) -> Sequence[Outcome]:
    """Go on to the next decree until there is none, or until the signer is refused."""
    outcomes: list[Outcome] = []
    ended = False
    for permit, seen in chosen.items():
        filed = await _known(office, permit, caller_of(request.scope))
        if filed is None:
            continue
        refusal: Problem | None = None
        if not ended:
            document: dict[str, object] = {"draft_sha256": seen, "passphrase": passphrase}
            own = {"key": f"{key}-{permit}"} if key else {}
            refusal = await _refusal(request, permit, Typed(document=document, own=own))
        outcomes.append(Outcome(filed=filed, refusal=refusal, tried=not ended))
        ended = ended or (refusal is not None and refusal.kind.slug in _ENDS_IT)
    return outcomes


async def _refusal(request: Request, permit: str, typed: Typed) -> Problem | None:
    """Sign one decree; return why it was not signed."""
    try:
        await given(request, sign, path_of(permit, "signature"), typed, within={"permit_id": permit})
    except Problem as problem:
        note_problem(request.scope, problem.kind.slug)
        return problem
    return None


async def _known(office: Office, permit: str, by: Caller) -> Filed | None:
    """Return the file, None for what is none, and for one that is not the signer's to know of."""
    try:
        filed = await office.permits.get(UUID(permit))
    except ValueError:
        return None
    return filed if filed and may_see(filed.permit, by) else None


async def _sight(
    request: Request,
    office: Office,
    by: Caller,
    *,
    outcomes: Sequence[Outcome] = (),
    chosen: Mapping[str, str] | None = None,
    wrong: Sentence | None = None,
) -> Response:
    require_sight(by, DESK)
    async with office.reads() as connection:
        found = await queue_page(connection, DESK, now=office.clock(), limit=_AT_ONCE)
    files = await asyncio.gather(*(office.permits.get(visit["permit"]) for visit in found.items))
    waiting = [filed for filed in files if filed and filed.permit.holder is DESK and filed.permit.draft]
    refused = [each for each in outcomes if each.refusal]
    last = refused[-1].refusal if refused else None
    note_files(request.scope, [each.filed for each in refused] or waiting)
    answer = page(
        request,
        "signing.html",
        waiting=[filed.permit for filed in waiting],
        more=found.next is not None,
        outcomes=outcomes,
        chosen=chosen or {},
        wrong=wrong,
        may_sign=DESK in by.roles,
        key=token_urlsafe(16),
        mandate=mandate_of(office, by, DESK),
        sign_in_again=sign_in_again(last, f"/queues/{DESK}/signing"),
    )
    answer.status_code = last.kind.status if last else 422 if wrong else 200
    answer.headers["Content-Security-Policy"] = SHOWS_PAPERS
    return answer
