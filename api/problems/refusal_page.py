"""A problem on a page for people: whoever fills in a form with a browser is not answered in JSON."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.http.html import page
from api.http.negotiation import media_type_of
from api.problems.type import ProblemType
from domain.refusals import Fault, Sentence

_MEDIA_TYPES = ("application/problem+json", "text/html")
PAGES = frozenset({"/register", "/track", "/verify", "/login", "/duty", "/apply", "/my"})
# Addresses of programs; whatever else a browser asks for, be it mistyped, is asked for by a person.
_PROGRAMS = ("/v1", "/demo/", "/static/", "/livez", "/readyz", "/metrics", "/openapi", "/docs", "/.well-known/")


def is_read_by_a_person(scope: Scope) -> bool:
    """Whether a browser asks for a page: a program that takes anything gets JSON."""
    path = str(scope.get("path", ""))
    return not path.startswith(_PROGRAMS) and media_type_of(scope, _MEDIA_TYPES) == "text/html"


def refusal_page(scope: Scope, kind: ProblemType, sentence: Sentence, errors: tuple[Fault, ...]) -> Response:
    """Return the page: what is wrong, and what to do."""
    said = [each.message for each in errors if each.message != sentence]
    path = str(scope["path"])
    answer = page(
        Request(scope), "refusal.html", kind=kind, sentence=sentence, said=said, form=path if path in PAGES else None
    )
    answer.status_code = kind.status
    return answer
