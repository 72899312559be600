"""One request, one order about a post: the same conditions and retries as any command, on the stream of posts."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.commands.body import Body
from api.commands.commanding import call_of, json_response
from api.commands.refusals import told
from api.commands.route import Handler
from api.desks.views import JSON
from api.http.conditions import conditions_of, etag
from api.http.json_body import read_json
from api.http.negotiation import language_of
from api.office import Office, office_of
from api.posts.views import givers_of, mandate_view, posts_view
from api.problems import texts as problem_texts
from api.problems.problems import Problem
from api.security import caller_of
from application.office_stream import History
from domain.actor import OFFICERS, Role
from domain.office_events import MandateEnded, MandateGiven, OfficeEvent
from domain.post_orders import Order, UnknownMandate, may_order
from domain.posts import POSTS, roster, roster_version

Model = TypeVar("Model", bound=Body)
Build = Callable[[Office, Request, Model], Order]
Tell = Callable[[Request, Office, History], JSON]


def ordering(model: type[Model], build: Build[Model], tell: Tell, *, status: int = 200) -> Handler:
    """Return the handler of an order whose body is a `model`; `tell` makes the answer of the history after it."""

    async def handle(request: Request) -> Response:
        office = office_of(request)
        with told():
            by, body = caller_of(request.scope), await read_json(request, model, or_empty=True)
            conditions = conditions_of(request.scope)
            may_order(by)
            call = call_of(request, office, by, conditions, permit_id=POSTS, content=await request.body())
            command = build(office, request, body)
            if call.dry_run:
                return _rehearsed(await office.posts.rehearse(command, call.asked))
            acted = await office.posts.order(command, call.asked, fingerprint=call.fingerprint)
        headers = {"ETag": etag(roster_version(acted.history)), "X-Position": str(acted.position)}
        if acted.replayed:
            headers["Idempotent-Replayed"] = "true"
        return json_response(tell(request, office, acted.history), status, headers)

    return handle


def post_of(request: Request) -> Role:
    """Return the post in the path; what is none is an address that does not exist."""
    text: str = request.path_params["post"]
    if text not in OFFICERS:
        raise Problem(problem_texts.NOT_FOUND)
    return Role(text)


def mandate_of(request: Request) -> UUID:
    """Return the id in the path, or raise `UnknownMandate`."""
    try:
        return UUID(request.path_params["mandate_id"])
    except ValueError:
        raise UnknownMandate from None


def told_post(request: Request, office: Office, history: History) -> JSON:
    """Return the post of the path as it is after `history`."""
    items = posts_view(roster(history), history, office.clock(), language_of(request.scope))
    return next(item for item in items if item["post"] == post_of(request))


def told_mandate(_: Request, office: Office, history: History) -> JSON:
    """Return the mandate that the last event of `history` is about, as it is then."""
    fact = history[-1].fact
    assert isinstance(fact, MandateGiven | MandateEnded), "an order about a mandate"
    return mandate_view(roster(history).mandates[fact.mandate], givers_of(history), office.clock())


def _rehearsed(event: OfficeEvent) -> Response:
    data = {name: getattr(event.fact, name) for name in event.fact.__slots__}
    return json_response({"dry_run": True, "facts": [{"fact": type(event.fact).__name__, "step": None, "data": data}]})
