"""Buttons that send nothing yet: one more row, the deficiencies as the checklist has them, a draft to look at first."""

from uuid import UUID

from starlette.requests import Request

from api.commands.route import Handler
from api.office import Office
from api.pages.drafts import previewed
from api.pages.giving import given, path_of
from api.pages.refusal import GoingOn
from api.pages.screens import screen_of
from api.pages.typed import Json, Typed
from api.pages.typical import typical


async def gone_on(request: Request, office: Office, action: str, handler: Handler, typed: Typed) -> GoingOn | None:
    """Return the form to go on with, None where it was sent in earnest; raise the problem that a preview shows."""
    if action == "rejection" and "add" not in typed.own and not typed.document.get("deficiencies"):
        filled = _filled(typed)
        return GoingOn(
            action=screen_of(action), typed=filled, add="" if filled.document["deficiencies"] else "deficiencies"
        )
    if "preview" in typed.own:
        permit_id = str(request.path_params["permit_id"])
        await given(request, handler, path_of(permit_id, action), _tried(typed), dry_run=True)
        words = await previewed(office, UUID(permit_id), typed)
        return GoingOn(action=screen_of(action), typed=typed, preview=words)
    if "add" in typed.own or "photo" in typed.own:
        return GoingOn(action=screen_of(action), typed=typed, add=typed.own.get("add", ""))
    return None


def _tried(typed: Typed) -> Typed:
    """A key is for what is done once; this is not done."""
    return Typed(document=typed.document, own={name: value for name, value in typed.own.items() if name != "key"})


def _filled(typed: Typed) -> Typed:
    """Return the form with a deficiency for each line of the checklist that was not accepted, in usual words."""
    lines = typed.document.get("checklist")
    refused = [line for line in lines if _is_refused(line)] if isinstance(lines, list) else []
    return Typed(document={**typed.document, "deficiencies": [_deficiency(line) for line in refused]}, own=typed.own)


def _is_refused(line: object) -> bool:
    return isinstance(line, dict) and line.get("accepted") is False


def _deficiency(line: Json) -> Json:
    code = str(line.get("requirement", ""))
    usual = typical(code)[0]
    return {"requirement": code, "finding": line.get("note") or usual.finding, "remedy": usual.remedy}
