"""How a draft differs from the one before it, and how one would read that nobody has sent yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.office import Office
from api.pages.typed import Typed
from api.trail.revisions import as_drafted, draft_words, drafts_of
from application.permits import Filed
from domain.decree_lines import decree_lines
from domain.differences import Passage, passages
from domain.drafting import draft_of_permit
from domain.events import Event
from domain.papers import DecreeKind
from domain.permit import DraftDecree
from domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The words of a draft that nobody has sent, and where they differ from the one that lies in the file."""

    lines: Sequence[str]
    differences: Sequence[Passage] | None


async def previewed(office: Office, permit_id: UUID, typed: Typed) -> Preview:
    """Return how the draft in the form would read. A rehearsal of the command has found it sound."""
    filed = await office.permits.get(permit_id)
    assert filed, "the rehearsal found it"
    years, reasons = typed.document.get("valid_years"), typed.document.get("reasons")
    permit = filed.permit
    kind = DecreeKind(str(typed.document["kind"]))
    usual = office.book.sop(permit.sop).valid_years if kind is DecreeKind.PERMIT else None
    draft = DraftDecree(
        version=permit.version,
        kind=kind,
        sha256="",
        valid_years=years if isinstance(years, int) else usual,
        reasons=tuple(map(str, reasons)) if isinstance(reasons, list) else (),
    )
    lines = decree_lines(draft_of_permit(permit, draft, office.book))
    before = _words(filed, drafts[-1][1], office.book) if (drafts := drafts_of(filed)) else None
    return Preview(lines=lines, differences=passages(before, lines) if before else None)


def since_the_last_draft(filed: Filed, book: Rulebook) -> Sequence[Passage] | None:
    """Return where the draft differs from the one before it; None where there is only one, or its form has changed."""
    drafts = drafts_of(filed)
    if len(drafts) < 2:
        return None
    before, after = (_words(filed, event, book) for _, event in drafts[-2:])
    return passages(before, after) if before is not None and after is not None else None


def _words(filed: Filed, drafted: Event, book: Rulebook) -> tuple[str, ...] | None:
    return draft_words(filed, drafted, as_drafted(filed, drafted), book)
