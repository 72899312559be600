"""The routes of the auditor's pages, together."""

from fastapi import APIRouter

from api.pages.trail import access, completeness, conformance, event, explorer, exports, people, revisions, seal
from api.pages.trail import unmasking as unmask


def trail_router() -> APIRouter:
    """Return the router of all of them."""
    whole = APIRouter()
    for each in (explorer, event, seal, revisions, unmask, access, exports, conformance, completeness, people):
        whole.include_router(each.router)
    return whole
