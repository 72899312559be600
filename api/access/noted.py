"""What a route tells the access log of its request, beside what every request tells by itself."""

from collections.abc import Sequence

from starlette.types import Scope

from application.permits import Filed
from domain.actor import Caller

_FILES, _PERSON, _REASON, _PROBLEM = "files looked at", "person signed in", "reason for unmasking", "problem"


def note_file(scope: Scope, filed: Filed) -> None:
    """The caller is shown this file."""
    note_files(scope, [filed])


def note_files(scope: Scope, filed: Sequence[Filed]) -> None:
    """The caller is shown each of these files."""
    scope["state"][_FILES] = filed


def note_sign_in(scope: Scope, caller: Caller) -> None:
    """Nobody was known when the request came; now this person is."""
    scope["state"][_PERSON] = caller


def note_unmasking(scope: Scope, reason: str) -> None:
    """What is masked otherwise was shown, for this reason."""
    scope["state"][_REASON] = reason


def note_problem(scope: Scope, slug: str) -> None:
    """The answer is this problem."""
    scope.setdefault("state", {})[_PROBLEM] = slug


def files_looked_at(scope: Scope) -> Sequence[Filed]:
    found: Sequence[Filed] = scope["state"].get(_FILES, ())
    return found


def person_signed_in(scope: Scope) -> Caller | None:
    found: Caller | None = scope["state"].get(_PERSON)
    return found


def reason_for_unmasking(scope: Scope) -> str | None:
    found: str | None = scope["state"].get(_REASON)
    return found


def problem_of_answer(scope: Scope) -> str | None:
    found: str | None = scope["state"].get(_PROBLEM)
    return found
