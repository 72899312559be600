"""Posts and mandates as they are told: who holds them at an instant, and what is missing."""

from collections.abc import Iterable
from datetime import UTC, datetime

from api.desks.views import JSON
from api.http.negotiation import Language
from domain.actor import OFFICERS, Role
from domain.admission import ROLE_NAMES
from domain.indonesian import moment_text
from domain.office_events import MandateGiven, OfficeEvent
from domain.posts import Mandate, Roster, Term
from domain.refusals import Sentence
from domain.vacancy import Gap, Trouble, gaps


def posts_view(roster: Roster, history: Iterable[OfficeEvent], now: datetime, language: Language) -> list[JSON]:
    """Return every post of the SOP with its holders, its mandate in force, and its gaps of the next days."""
    given, missing = givers_of(history), gaps(roster, now)
    return [
        {
            "post": post,
            "filled_by": "appointment" if roster.is_kept(post, now) else "issuer",
            "holders": [_holder(term, roster, now) for term in roster.holders(post, now)],
            "acting": (acting := roster.acting(post, now)) and mandate_view(acting, given, now),
            "warnings": [_warning(gap, language) for gap in missing if gap.post is post],
        }
        for post in OFFICERS
    ]


def mandate_view(mandate: Mandate, givers: dict[MandateGiven, OfficeEvent], now: datetime) -> JSON:
    """Return a mandate, with who gave it and where it stands `now`."""
    given, event = mandate.given, givers[mandate.given]
    return {
        "id": given.mandate,
        "post": given.post,
        "kind": given.kind,
        "title": mandate.title,
        "sub": given.sub,
        "name": given.name,
        "nip": given.nip,
        "order_number": given.order_number,
        "order_date": given.order_date,
        "from": given.since.astimezone(UTC),
        "until": given.until.astimezone(UTC),
        "state": "coming" if now < given.since else "in_force" if mandate.in_force(now) else "over",
        "given_at": event.at,
        "given_by": {"name": event.by.name, "role": event.by.role},
        "ended_at": mandate.ended_at,
        "reason": mandate.reason,
    }


def givers_of(history: Iterable[OfficeEvent]) -> dict[MandateGiven, OfficeEvent]:
    """Return the event that gave each mandate."""
    return {event.fact: event for event in history if isinstance(event.fact, MandateGiven)}


def _holder(term: Term, roster: Roster, now: datetime) -> JSON:
    away = roster.away(term.post, term.sub, now)
    return {
        "sub": term.sub,
        "name": term.name,
        "nip": term.nip,
        "order_number": term.order_number,
        "from": term.since.astimezone(UTC),
        "until": term.until and term.until.astimezone(UTC),
        "away_until": away and away.until.astimezone(UTC),
    }


def _warning(gap: Gap, language: Language) -> JSON:
    message: str = getattr(gap_text(gap), language)
    return {
        "code": gap.trouble,
        "from": gap.since.astimezone(UTC),
        "until": gap.until and gap.until.astimezone(UTC),
        "message": message,
    }


def gap_text(gap: Gap) -> Sentence:
    """Return what is missing at the post, and from when: a file that comes there would wait."""
    post, role = ROLE_NAMES[gap.post], Role(gap.post)
    since = moment_text(gap.since)
    if gap.trouble is Trouble.VACANT:
        return Sentence(
            f"{post.id}: mulai {since} tidak ada yang memegang jabatan ini dan tidak ada Plt./Plh.",
            f"{role}: nobody holds this post from {gap.since.isoformat()} on, and nobody acts for it.",
        )
    return Sentence(
        f"{post.id}: mulai {since} semua pemegang jabatan tidak di tempat dan tidak ada Plh.",
        f"{role}: all who hold this post are away from {gap.since.isoformat()} on, and nobody acts for it.",
    )
