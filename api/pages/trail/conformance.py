"""Where the trail leaves the SOP: totals so far, by kind, and the files with their findings, a stretch at a time.

The totals travel in the cursor, which is signed: whoever follows it to its end has those of the whole ledger.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import Response

from api.http.html import language_for_page
from api.http.paging import Cursor
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.sla_question import blank_is_none
from api.pages.trail.findings import KIND
from api.pages.trail.reader import ROOT, auditor, room, to_sign_in, trail_pages
from api.pages.trail.words import FACT
from api.trail.conformance import stretch
from domain.conformance import Deviation
from projections.engine.log import read_head
from projections.evidence.files import FIRST

router = trail_pages()
_ON_A_PAGE = 50
_KINDS = tuple(Deviation)
Lateness = Annotated[bool | None, BeforeValidator(blank_is_none), Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar:
    """What was found up to here, of the trail as it was when the first page was asked for."""

    reached: UUID
    head: int
    examined: int = 0
    deviating: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict[str, int])

    def key(self) -> tuple[str | int | None, ...]:
        return (str(self.reached), self.head, self.examined, self.deviating, *(self.by_kind.get(k, 0) for k in _KINDS))


@router.get("/conformance", operation_id="listConformance")
async def conformance_page(
    request: Request, office: TheOffice, lateness: Lateness = None, cursor: Cursor = None
) -> Response:
    if auditor(request) is None:
        return to_sign_in(request)
    listing = f"conformance page {len(_KINDS)} {bool(lateness)}"
    before = await _begun(office) if cursor is None else _read(office, cursor, listing)
    found: Any
    found, reached = await stretch(
        office, before.reached, before.head, _ON_A_PAGE, language_for_page(request), lateness=bool(lateness)
    )
    now = SoFar(
        reached=UUID(reached) if reached else FIRST,
        head=before.head,
        examined=before.examined + found["examined"],
        deviating=before.deviating + found["deviating"],
        by_kind=Counter(before.by_kind) + Counter(found["by_deviation"]),
    )
    late = "&lateness=true" if lateness else ""
    return room(
        request,
        "trail_conformance.html",
        so_far=now,
        items=found["items"],
        lateness=bool(lateness),
        is_first=cursor is None,
        following=f"{ROOT}/conformance?cursor={office.cursors.write(now.key(), listing)}{late}" if reached else None,
        kinds=KIND,
        fact_names=FACT,
        role_names={str(role): said for role, said in ROLE.items()},
        root=ROOT,
    )


async def _begun(office: Office) -> SoFar:
    async with office.reads() as connection:
        return SoFar(reached=FIRST, head=await read_head(connection))


def _read(office: Office, cursor: str, listing: str) -> SoFar:
    reached, head, examined, deviating, *counts = office.cursors.read(cursor, listing)
    by_kind = {str(kind): int(count or 0) for kind, count in zip(_KINDS, counts, strict=False)}
    return SoFar(
        reached=UUID(str(reached)),
        head=int(head or 0),
        examined=int(examined or 0),
        deviating=int(deviating or 0),
        by_kind=by_kind,
    )
