"""Which buttons stand under one form, and what of that form each of them sends."""

from collections.abc import Mapping

from api.office import Office
from api.pages.typed import Json, Typed

# Verification and its rejection are two ends of one checklist (SOP step 2).
_SCREENS: Mapping[str, str] = {"rejection": "verification"}
_SENDS: Mapping[str, frozenset[str]] = {
    "verification": frozenset({"checklist", "note"}),
    "rejection": frozenset({"deficiencies", "note"}),
}

_OFFERED = frozenset({"aspect", "requirement"})  # of a finding, before anybody looked


def screen_of(action: str) -> str:
    """Return the action that the form is named after."""
    return _SCREENS.get(action, action)


def tidied(action: str, typed: Typed) -> Typed:
    """Return the form without the rows that were offered and not used: what nobody looked at is not reported on.

    And what is asked for in a form in full, though nobody typed anything into a part of it.
    """
    match typed.document:
        case {"report": dict() as report} if action == "inspection-report" and isinstance(report.get("findings"), list):
            used = [each for each in report["findings"] if not isinstance(each, dict) or each.keys() - _OFFERED]
            return Typed(document={**typed.document, "report": {**report, "findings": used}}, own=typed.own)
        case document if action == "attorney":  # what is missing of a person is told at their fields
            return Typed(document={"attorney": {}, **document}, own=typed.own)
        case _:
            return typed


def meant_for(action: str, typed: Typed, office: Office) -> Typed:
    """Return what the command is given of the form; what belongs to the other button stays on the page."""
    document = typed.document
    if action in _SENDS:
        document = {name: value for name, value in document.items() if name in _SENDS[action]}
    if action == "reassignment":
        document = _named(document, office)
    return Typed(document=document, own=typed.own)


def _named(document: Json, office: Office) -> Json:
    """Whoever is chosen from the office's own roster need not be spelled out."""
    to = document.get("to")
    if not isinstance(to, dict) or "name" in to:
        return document
    known = {term.sub: term.name for term in office.book.roster.terms}
    name = known.get(str(to.get("sub")))
    return {**document, "to": {**to, "name": name}} if name else document
