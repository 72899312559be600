"""`POST …/{id}/erasure`: a decision like any other command, and then at once what it decides."""

import structlog
from starlette.requests import Request
from starlette.responses import Response

from api.commands.commanding import commanding, permit_id_of
from api.office import Office, office_of
from api.personal.bodies import Erasure
from application.store import Busy
from domain.admission import Asked
from domain.commands import Command, Erase

log = structlog.get_logger(__name__)


async def _said(_: Office, body: Erasure, _asked: Asked) -> Command:
    return body.command()


_decide = commanding(Erase, Erasure, _said)


async def erase(request: Request) -> Response:
    """Answer once the key is destroyed. Where that fails, the decision stands, and whoever follows the log does it."""
    answer = await _decide(request)
    if "ETag" in answer.headers:  # a dry run has none
        try:
            await office_of(request).forgetting.carry_out(permit_id_of(request))
        except Busy as error:
            log.warning("forgetting_waits", error=type(error).__name__)
    return answer
