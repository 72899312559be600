"""Who is on duty and when the office works: posts with their mandates and gaps, and the year's calendar."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.calendars.calendars import publishers_of, version_view
from api.http.frame import sign_in_from
from api.http.html import language_for_page, page
from api.http.words import ROLE
from api.office import Office, TheOffice
from api.pages.done import DONE
from api.pages.refusal import Refusal, forms_of
from api.posts.posts import require_colleague
from api.posts.views import givers_of, mandate_view, posts_view
from api.security import caller_of, known_caller
from domain.actor import Role
from domain.horizon import horizon
from domain.office_events import MandateKind
from domain.posts import roster_version
from domain.refusals import Sentence
from domain.written_calendar import CLOSURES

router = APIRouter(include_in_schema=False)
DAYS = {
    "monday": Sentence("Senin", "Monday"),
    "tuesday": Sentence("Selasa", "Tuesday"),
    "wednesday": Sentence("Rabu", "Wednesday"),
    "thursday": Sentence("Kamis", "Thursday"),
    "friday": Sentence("Jumat", "Friday"),
    "saturday": Sentence("Sabtu", "Saturday"),
    "sunday": Sentence("Minggu", "Sunday"),
}
STATES = {
    "in_force": ("good", Sentence("berlaku", "in force")),
    "coming": ("info", Sentence("akan berlaku", "coming")),
    "over": ("none", Sentence("berakhir", "over")),
}


@router.get("/duty", operation_id="listPosts")
async def show_duty(request: Request, office: TheOffice) -> Response:
    if known_caller(request.scope) is None:
        return RedirectResponse(sign_in_from(request), 303)
    return await duty_sight(request, office)


async def duty_sight(request: Request, office: Office, refusal: Refusal | None = None) -> Response:
    """Return the page, with what was refused there; raise the problem of who does not work here."""
    by = caller_of(request.scope)
    require_colleague(by)
    await office.posts.refresh()
    now, roster, history = office.clock(), office.posts.roster, office.posts.history
    givers = givers_of(history)
    answer = page(
        request,
        "duty.html",
        now=now,
        posts=posts_view(roster, history, now, language_for_page(request)),
        mandates=[mandate_view(each, givers, now) for each in reversed(tuple(roster.mandates.values()))],
        years=[_year(office, year) for year in (office.today.year, office.today.year + 1)],
        published_until=horizon(office.book.publications.newest),
        today=office.today,
        role_names=ROLE,
        days=DAYS,
        states=STATES,
        orders=Role.ADMIN in by.roles,
        kinds=tuple(MandateKind),
        done=DONE.get(request.query_params.get("done", "")),
        refusal=refusal,
        forms=forms_of(refusal, version=roster_version(history), href=lambda order: f"/duty/{order}"),
    )
    answer.status_code = refusal.problem.kind.status if refusal else 200
    return answer


def _year(office: Office, year: int) -> dict[str, Any]:
    """Return the newest version of a year, with what closes the office from today on; without one it says so."""
    versions = office.book.publications.versions(year)
    if not versions:
        return {"year": year, "newest": None}
    newest: Any = version_view(versions[-1], publishers_of(office.calendars.history).get(versions[-1].id))
    closed = [each for kind in CLOSURES for each in newest[kind]]
    return {
        "year": year,
        "newest": newest,
        "versions": len(versions),
        "closed": sorted(closed, key=_day_of),
    }


def _day_of(named: dict[str, Any]) -> date:
    day: date = named["day"]
    return day
