"""Problems as answers (RFC 9457): the exception that a route raises, and the response that the reader gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.access.noted import note_problem
from api.http.negotiation import Language, language_of
from api.http.request_id import request_id_of
from api.problems import texts as problem_texts
from api.problems import texts_applying, texts_attorneys, texts_evidence, texts_identity, texts_posts
from api.problems import texts_archive as problem_texts_archive
from api.problems import texts_calendar as problem_texts_calendar
from api.problems import texts_exports as problem_texts_exports
from api.problems import texts_mail as problem_texts_mail
from api.problems import texts_permits as problem_texts_permits
from api.problems import texts_personal as problem_texts_personal
from api.problems import texts_signing as problem_texts_signing
from api.problems import texts_trail as problem_texts_trail
from api.problems.refusal_page import is_read_by_a_person, refusal_page
from api.problems.type import ProblemType
from domain.refusals import Fault, Sentence

MEDIA_TYPE = "application/problem+json"

CATALOGUE: Mapping[str, ProblemType] = {
    kind.slug: kind
    for module in (
        problem_texts,
        problem_texts_permits,
        problem_texts_signing,
        problem_texts_archive,
        problem_texts_calendar,
        texts_posts,
        texts_attorneys,
        texts_identity,
        problem_texts_mail,
        texts_evidence,
        problem_texts_trail,
        problem_texts_exports,
        problem_texts_personal,
        texts_applying,
    )
    for kind in vars(module).values()
    if isinstance(kind, ProblemType)
}


class Problem(HTTPException):
    """A request ends here. `detail` is about this very request; without it the meaning of `kind` is told.

    `members` are the extra members of the answer, such as `step` or `claimed_by`. It is an `HTTPException` because
    FastAPI lets only those pass while it reads a body.
    """

    def __init__(
        self,
        kind: ProblemType,
        detail: Sentence | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(kind.status, kind.slug, headers)
        self.kind = kind
        self.sentence = detail or kind.meaning
        self.errors = tuple(errors)
        self.members = members or {}


def retry_later(kind: ProblemType, seconds: int = 1, detail: Sentence | None = None) -> Problem:
    """Return a problem with `Retry-After`: for what is only true for the moment (503, 429)."""
    return Problem(kind, detail, headers={"Retry-After": str(seconds)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemWriter:
    """Writes problems in the reader's language. Without `public_url`, `type` is made from the request's own host."""

    public_url: str | None = None

    def answer(self, problem: Problem, scope: Scope) -> Response:
        """Return the response to the request of `scope`."""
        note_problem(scope, problem.kind.slug)
        if is_read_by_a_person(scope):
            answer = refusal_page(scope, problem.kind, problem.sentence, problem.errors)
            answer.headers.update({"Cache-Control": "no-store", **(problem.headers or {})})
            return answer
        language = language_of(scope)
        headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
        return Response(
            orjson.dumps(self._document(problem, scope, language), option=orjson.OPT_UTC_Z),
            problem.kind.status,
            {**headers, **(problem.headers or {})},
            MEDIA_TYPE,
        )

    def type_url(self, slug: str, scope: Scope) -> str:
        """Return the address of the page that explains `slug`."""
        base = self.public_url or str(Request(scope).base_url)
        return f"{base.rstrip('/')}/problems/{slug}"

    def _document(self, problem: Problem, scope: Scope, language: Language) -> dict[str, object]:
        document = {
            "type": self.type_url(problem.kind.slug, scope),
            "title": say(problem.kind.title, language),
            "status": problem.kind.status,
            "detail": say(problem.sentence, language),
            "instance": request_id_of(scope),
        }
        if problem.errors:
            errors = [_error(fault, language) for fault in problem.errors]
            return {**document, "errors": errors, **problem.members}
        return {**document, **problem.members}


def say(sentence: Sentence, language: Language) -> str:
    """Return the sentence as the reader reads it."""
    return sentence.id if language == "id" else sentence.en


def _error(fault: Fault, language: Language) -> dict[str, str]:
    return {"pointer": fault.pointer, "code": fault.code, "message": say(fault.message, language)}
