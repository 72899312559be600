"""Small forms of ours: sent by a page of this origin, read as text, each field once."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from api.identity.same_origin import is_from_here
from api.office import Office
from api.problems import texts, texts_identity
from api.problems.problems import Problem

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 10


async def own_form(request: Request, office: Office) -> dict[str, str]:
    """Return the fields of a form of ours, or raise a problem: another site's page sends nothing in here."""
    require_from_here(request, office)
    return await form_of(request)


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form, or raise a 415 or 422 problem."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Problem(texts.UNSUPPORTED_MEDIA_TYPE)
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem(texts.MALFORMED_BODY) from None
    if len(dict(pairs)) != len(pairs):
        raise Problem(texts.MALFORMED_BODY)
    return dict(pairs)


def require_from_here(request: Request, office: Office) -> None:
    public_url = office.settings.public_url
    if not is_from_here(request.scope, str(public_url) if public_url else None):
        raise Problem(texts_identity.CROSS_SITE)
