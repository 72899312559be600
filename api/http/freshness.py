"""Read-your-writes: `X-After-Position` makes a list wait until its read model has seen that position."""

from api.office import Office
from api.problems import texts as problem_texts
from api.problems.problems import retry_later

PATIENCE_S = 2.0


async def wait_for_writes(office: Office, projection: str, position: int | None) -> None:
    """Return as soon as `projection` has seen `position`, if one is asked for, or raise a 503 problem after 2 s."""
    if position is not None and not await office.tide.reached(projection, position, within=PATIENCE_S):
        raise retry_later(problem_texts.READ_MODEL_BEHIND)
