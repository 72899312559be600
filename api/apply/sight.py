"""The form's pages as they are shown: what was typed, what is wrong with it, what is done and what is left to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.apply.faults import by_page, needed
from api.apply.fields import KINDS, LABELS, PLACES, TITLES, UNITS, Page, words_of
from api.apply.opened import Opened
from api.apply.repairing import changes_of, deficiencies_of, renewed
from api.apply.submission import typed_on, unchanged
from api.http.html import page as html
from api.pages.refusal import Form, Refusal
from application.applying.drafts import MOST
from domain.refusals import Sentence
from domain.sop import Requirement

PROMISED = Sentence("Disimpan.", "Saved.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A page in the list of pages: whether nothing is wrong with it, and whether it was begun at all."""

    page: Page
    title: Sentence
    complete: bool
    begun: bool


def shown(request: Request, seen: Opened, page: Page, refusal: Refusal | None = None, **more: object) -> Response:
    """Return the page, after a refusal with what was typed."""
    draft = seen.draft
    answer = html(
        request,
        f"apply_{page}.html",
        seen=seen,
        draft=draft,
        page=page,
        pages=Page,
        titles=TITLES,
        labels=LABELS,
        stages=stages_of(seen),
        form=form_of(seen, page, refusal),
        refusal=refusal,
        mark=mark_of(seen, page),
        back=request.query_params.get("back", ""),
        done=request.query_params.get("done", ""),
        kinds=KINDS,
        units=UNITS,
        places=PLACES,
        shown_as=words_of,
        size=size_words,
        most=MOST,
        **more,
    )
    answer.status_code = refusal.problem.kind.status if refusal else 200
    return answer


def form_of(seen: Opened, page: Page, refusal: Refusal | None) -> Form:
    """Return the form with what is kept in the draft, or what was typed and refused."""
    href = f"/apply/{seen.draft.id}/{page}"
    if refusal is None:
        return Form(action=page, href=href, version=None)
    faults = dict(reversed([(name, sentence) for name, sentence in refusal.faults if name]))
    return Form(action=page, href=href, version=None, refusal=refusal, typed=refusal.typed.shown(), faults=faults)


def stages_of(seen: Opened) -> list[Stage]:
    """Return every page with how far it is. What is repaired begins with the documents."""
    wrong, content = by_page(seen.found), seen.draft.content
    first = (Page.DOCUMENTS,) if seen.is_repair else ()
    pages = (*first, *(each for each in Page if each not in first))
    return [
        Stage(
            page=each,
            title=TITLES[each],
            complete=each is not Page.CHECK and not wrong.get(each) and _is_begun(seen, each),
            begun=each in content.seen or _is_begun(seen, each),
        )
        for each in pages
    ]


def first_open(seen: Opened) -> Page:
    """Return where to go on."""
    if seen.is_repair:
        return Page.DOCUMENTS
    return next((each.page for each in stages_of(seen) if not each.complete), Page.CHECK)


def mark_of(seen: Opened, page: Page) -> str:
    """Return what tells one state of a page's answers from another; of the last page, of all answers."""
    content = seen.draft.content
    said: object = (
        [dict(content.fields), [(each.requirement, each.sha256) for each in content.documents]]
        if page is Page.CHECK
        else typed_on(page, content.fields)
    )
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def wanted(seen: Opened) -> list[Requirement]:
    """Return the requirements in the order of the list: those that must be there, those that may, none that are idle.

    In a repair those come first that something was found about.
    """
    content = seen.draft.content
    must = {each.code for each in needed(content, seen.sop)}
    there = {each.requirement for each in content.documents}
    listed = [each for each in seen.sop.requirements if each.code in must | there or not each.required]
    found = deficiencies_of(seen)
    return sorted(listed, key=lambda each: (each.code not in found, each.code not in must and each.code not in there))


def documents(request: Request, seen: Opened, refusal: Refusal | None = None, at: str = "") -> Response:
    """Return the page of the documents; `at` is the requirement that a refused upload was for."""
    must = {each.code for each in needed(seen.draft.content, seen.sop)}
    before = unchanged(seen.filed.permit.documents) if seen.filed else frozenset()
    faults = _by_requirement(seen, refusal, at)
    return shown(
        request,
        seen,
        Page.DOCUMENTS,
        refusal,
        wanted=wanted(seen),
        must=must,
        before=before,
        deficiencies=deficiencies_of(seen),
        renewed=renewed(seen),
        faults=faults,
        changed=changes_of(seen),
    )


def _by_requirement(seen: Opened, refusal: Refusal | None, at: str) -> Mapping[str, Sentence]:
    if refusal is None:
        return {}
    if at:
        return {at: refusal.problem.sentence}
    return {each.field: each.sentence for each in by_page(seen.found).get(Page.DOCUMENTS, ())}


def _is_begun(seen: Opened, page: Page) -> bool:
    content = seen.draft.content
    if page is Page.DOCUMENTS:
        return bool(content.documents)
    return any(_filled(typed_on(page, content.fields).values()))


def _filled(values: Iterable[str]) -> Iterable[str]:
    return (each for each in values if each)


def size_words(size: int) -> Sentence:
    """Return "1,2 MB" or "340 KB"."""
    if size < 1_000_000:
        said = f"{max(1, round(size / 1000))} KB"
        return Sentence(said, said)
    said = f"{size / 1_000_000:.1f} MB"
    return Sentence(said.replace(".", ","), said)
