"""From a draft to the submission that the API takes, and back from a file to the draft of its repair."""

from collections.abc import Mapping, Sequence

from api.apply.fields import FIELDS, NUMBERS, PROGRAMS, Page
from api.pages.typed import Json, typed_of
from application.applying.content import Attached, Content
from application.applying.drafts import Draft
from domain.papers import Document
from domain.permit import Permit


def submission_of(draft: Draft) -> Json:
    """Return the body of the command, as far as it was filled in: the API says what is missing."""
    said = typed_of(_named(name, text) for name, text in draft.content.fields.items() if name != PROGRAMS).document
    return {
        **said,
        "applicant": _object(said.get("applicant")),
        "institution": {
            **_object(said.get("institution")),
            "programs": lines_of(draft.content.fields.get(PROGRAMS, "")),
        },
        "documents": [
            {"requirement": each.requirement, "sha256": each.sha256, "name": each.name}
            for each in draft.content.documents
        ],
        "started_at": draft.begun_at.isoformat(),
    }


def content_of(permit: Permit) -> Content:
    """Return what stands in the file now, as it would have been typed."""
    return Content(
        fields=fields_of(permit),
        documents=tuple(_attached(each) for each in permit.documents),
        seen=frozenset({Page.KIND, Page.APPLICANT, Page.INSTITUTION}),
    )


def fields_of(permit: Permit) -> dict[str, str]:
    """Return the fields that this file's latest submission would have been typed into."""
    applicant, unit = permit.applicant, permit.institution
    fields = {
        "kind": str(permit.kind),
        "previous_number": permit.previous_number or "",
        **{f"applicant.{name}": str(value) for name, value in vars(applicant).items()},
        **{f"institution.{name}": str(value) for name, value in vars(unit).items() if name != "programs"},
        PROGRAMS: "\n".join(unit.programs),
    }
    return {name: text for name, text in fields.items() if text}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def typed_on(page: Page, fields: Mapping[str, str]) -> dict[str, str]:
    """Return this page's fields, blank where nothing stands in them. Line ends are as browsers send them, or not."""
    return {name: "\n".join(fields.get(name, "").splitlines()).strip() for name in FIELDS[page]}


def unchanged(documents: Sequence[Document]) -> frozenset[tuple[str, str]]:
    return frozenset((each.requirement, each.sha256) for each in documents)


def _named(name: str, text: str) -> tuple[str, str]:
    return (f"{name}:int" if name in NUMBERS else name), text


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _attached(each: Document) -> Attached:
    return Attached(
        requirement=each.requirement, sha256=each.sha256, name=each.name, media_type=each.media_type, size=each.size
    )
