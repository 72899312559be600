"""What there is to log of an answered request, if anything: told from its route, its status and what was noted."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from starlette.datastructures import QueryParams
from starlette.types import Message, Scope

from api.access.declared import COMMANDS, LOGGED, ORDERS, UNLOGGED
from api.access.noted import files_looked_at, person_signed_in, problem_of_answer, reason_for_unmasking
from api.desks.views import is_own
from api.http.conditions import conditions_of
from api.http.rate_limits import address_of
from api.http.request_id import request_id_of
from api.http.routes import operation_of
from api.office import Office
from api.problems import texts_permits
from api.problems.problems import Problem
from api.security import known_caller, session_of
from application.access.access import GRANTED, Access, Action
from application.access.scribe import Scribe
from application.permits import Filed
from application.vault import Key
from domain.actor import Caller, Role

# Who is told one of these was refused for who they are, or for whose the file is; other refusals are slips of the pen.
_TELLING = frozenset({403, 404, 409, 410})
_SECRETS = frozenset({texts_permits.WRONG_PASSPHRASE.slug})
# Paths are typed by anybody: of their names only what can be nobody's is kept in clear.
_NOBODYS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{1,19}")
_ROLES = frozenset(Role)
_PEOPLE = frozenset({"actor", "subject", "sub"})  # parameters that name a person
_LONGEST = 500


async def accesses_of(scope: Scope, answer: Message, office: Office) -> list[Access]:
    """Return what is to be logged before this answer leaves: one for each file that it shows. May raise `Busy`."""
    by = person_signed_in(scope) or known_caller(scope)
    operation = operation_of(scope)
    action = _action(scope, operation, answer) if by and operation else None
    if by is None or operation is None or action is None:
        return []
    access = _access(scope, answer, office, by, operation, action)
    shown: list[UUID | None] = [filed.permit.id for filed in files_looked_at(scope)]
    about = shown or [_application(scope)]
    return [replace(access, application=each, own_key=await _own_key(scope, office, by, each)) for each in about]


def _access(scope: Scope, answer: Message, office: Office, by: Caller, operation: str, action: Action) -> Access:
    return Access(
        action=action,
        operation=operation,
        outcome=GRANTED if action is Action.READ_CASE and operation in COMMANDS else _outcome(scope, answer["status"]),
        request=office.correlation(request_id_of(scope)),
        by=by,
        address=address_of(scope),
        token=_token(scope),
        within=_within(scope, office.accesses.scribe),
        asked=_asked(scope, office.accesses.scribe),
        reason=reason_for_unmasking(scope),
    )


def _action(scope: Scope, operation: str, answer: Message) -> Action | None:
    status: int = answer["status"]
    if operation in UNLOGGED:
        return None
    if operation in COMMANDS:
        return _of_a_command(scope, operation, answer) or _of_a_form(scope)
    if status >= 400 and status not in _TELLING:
        return None
    return LOGGED.get(operation, Action.OTHER)


def _of_a_command(scope: Scope, operation: str, answer: Message) -> Action | None:
    if answer["status"] >= 400:
        refused = answer["status"] in _TELLING or problem_of_answer(scope) in _SECRETS
        return Action.REFUSED_COMMAND if refused else None
    if any(name == b"idempotent-replayed" for name, _ in answer["headers"]):
        return Action.REPLAYED_COMMAND
    if _is_dry_run(scope):
        return Action.REHEARSED_COMMAND
    return Action.ORDER if operation in ORDERS else None


def _of_a_form(scope: Scope) -> Action | None:
    """A form that is shown again, with what is wrong in it, stands on the page of its file."""
    return Action.READ_CASE if files_looked_at(scope) else None


def _is_dry_run(scope: Scope) -> bool:
    try:
        return conditions_of(scope).dry_run
    except Problem:  # an upload has no such conditions, and does not mind
        return False


def _outcome(scope: Scope, status: int) -> str:
    return GRANTED if status < 400 else problem_of_answer(scope) or str(status)


def _application(scope: Scope) -> UUID | None:
    """Return the id in the path or in the filter, also of a file that is not there; what is no id could be anything."""
    text = scope.get("path_params", {}).get("permit_id") or QueryParams(scope["query_string"]).get("application", "")
    return UUID(text) if _NOBODYS.fullmatch(str(text).lower()) and len(text) == 36 else None


async def _own_key(scope: Scope, office: Office, by: Caller, application: UUID | None) -> Key | None:
    """Return the file's key where its applicant is calling; refused commands have not looked at the file."""
    if application is None or Role.PEMOHON not in by.roles:
        return None
    shown = (filed for filed in files_looked_at(scope) if filed.permit.id == application)
    filed: Filed | None = next(shown, None) or await office.permits.get(application)
    return filed.key if filed and is_own(filed.permit, by) else None


def _token(scope: Scope) -> str | None:
    """Return what tells one token, or one session, from another and is none."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return sha256(value.partition(b" ")[2].strip()).hexdigest()[:16]
    session = session_of(scope)
    return session.id.hex[:16] if session else None


def _within(scope: Scope, scribe: Scribe) -> Mapping[str, str]:
    return {
        name: scribe.pseudonym(str(value)) if name in _PEOPLE else str(value)
        for name, value in scope.get("path_params", {}).items()
        if name in _PEOPLE or (name != "permit_id" and (str(value) in _ROLES or _NOBODYS.fullmatch(str(value))))
    }


def _asked(scope: Scope, scribe: Scribe) -> Mapping[str, str]:
    """Return the filter as it was sent, without where its page begins; people in it by their pseudonyms."""
    if not scope["query_string"]:
        return {}
    return {
        name[:_LONGEST]: scribe.pseudonym(value) if name in _PEOPLE else value[:_LONGEST]
        for name, value in QueryParams(scope["query_string"]).items()
        if name != "cursor"
    }
