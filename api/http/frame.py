"""What stands around every page: whose office it is, who is signed in, where one can go, and how it shall look."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.http.navigation import Entry, is_here, offered_to
from api.http.words import ROLE
from domain.actor import Caller
from domain.decree import Office as Head
from domain.refusals import Sentence

if TYPE_CHECKING:  # what an office is made of answers with problems, and a problem may be a page
    from api.office import Office

Theme = Literal["light", "dark"]
_THEMES: tuple[Theme, ...] = ("light", "dark")
A_YEAR = 31_536_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`head` is the office as its papers name it; none where no office stands behind the routes, as in a handbook."""

    head: Head | None
    trial: bool
    caller: Caller | None
    entries: tuple[Entry, ...]
    here: Entry | None
    theme: Theme | None
    sign_in: str

    @property
    def roles(self) -> tuple[Sentence, ...]:
        return tuple(ROLE[role] for role in ROLE if self.caller and role in self.caller.roles)


def frame_of(request: Request) -> Frame:
    """Return the frame of the page that is asked for."""
    # Later than the rest of this file: who is unknown is refused with a problem, and a problem may be a page.
    from api.security import known_caller  # noqa: PLC0415

    caller, office = known_caller(request.scope), _office_behind(request)
    trial = bool(office and office.settings.demo)
    entries = tuple(offered_to(caller, trial=trial))
    return Frame(
        head=office.book.forms[office.book.current(office.book.default, office.today).ref].office if office else None,
        trial=trial,
        caller=caller,
        entries=entries,
        here=next((entry for entry in entries if is_here(entry, request.url.path)), None),
        theme=theme_of(request),
        sign_in=sign_in_from(request),
    )


def sign_in_from(request: Request) -> str:
    """Return the address of the sign-in that leads back to the page that is asked for."""
    if request.method != "GET" or request.url.path.startswith("/login"):
        return "/login"
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(here)}"


def theme_of(request: Request) -> Theme | None:
    """Return `?theme=`, else what was chosen before; None leaves it to the device."""
    asked = request.query_params.get("theme", request.cookies.get("theme"))
    return next((theme for theme in _THEMES if theme == asked), None)


def address_with(request: Request, **choice: str) -> str:
    """Return this page's address with that choice; relative, like every address of ours: no Host header can bend it."""
    asked = [(name, value) for name, value in _repeatable(request) if name not in choice]
    return f"?{urlencode([*asked, *choice.items()])}"


def _repeatable(request: Request) -> list[tuple[str, str]]:
    """What the provider sent somebody back with is for one use, and is not written into pages."""
    return [] if request.url.path == "/login/callback" else request.query_params.multi_items()


def remember(request: Request, answer: Response, *, secure: bool) -> None:
    """Keep what was chosen with this request for the next ones. It is about nobody, and no script reads it."""
    for name, known in (("lang", ("id", "en")), ("theme", ("light", "dark", "auto"))):
        chosen = request.query_params.get(name)
        if chosen and chosen in known:
            answer.set_cookie(name, chosen, max_age=A_YEAR, samesite="lax", httponly=True, secure=secure)


def _office_behind(request: Request) -> "Office | None":
    """Before the routes there is not always an application in the scope, nor always an office in the application."""
    app = request.scope.get("app")
    office: Office | None = getattr(app.state, "office", None) if app else None
    return office
