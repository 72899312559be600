"""Whom each operation serves that asks who is calling and is no step of a file: one line each, as the docs print it.

The rule itself stands in its route. This table is what the office reads, and a test asks every operation as every role,
so that neither can say anything else than the other. Whoever adds an operation adds it here.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.actor import OFFICERS, SOP_ROLES, Role


class Sight(StrEnum):
    """What a role gets: everything; its own files, or those that ever reached its desk, others being unknown (404)."""

    ALL = "all"
    OWN = "own"
    REACHED = "reached"
    DESK = "its own"
    UNKNOWN = "404"
    REFUSED = "403"


Row = Mapping[Role, Sight]
READERS = (*SOP_ROLES, Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN)
OVERSEERS = (Role.SUPERVISOR, Role.AUDITOR)


def _only(*roles: Role, sight: Sight = Sight.ALL) -> Row:
    return {role: sight if role in roles else Sight.REFUSED for role in READERS}


def _of_a_file(applicant: Sight) -> Row:
    reached = dict.fromkeys(OFFICERS, Sight.REACHED)
    return {Role.PEMOHON: applicant, **reached, **dict.fromkeys(OVERSEERS, Sight.ALL), Role.ADMIN: Sight.UNKNOWN}


FILE, INSIDE, TIMES = (_of_a_file(each) for each in (Sight.OWN, Sight.UNKNOWN, Sight.REFUSED))
AUDITOR, ADMIN, APPLICANT = (_only(each) for each in (Role.AUDITOR, Role.ADMIN, Role.PEMOHON))
SUPERVISOR, FIGURES = _only(Role.SUPERVISOR), _only(*OVERSEERS)
OFFICE = _only(*OFFICERS, *OVERSEERS)
STAFF = _only(*OFFICERS, *OVERSEERS, Role.ADMIN)
ENTITLED = _only(Role.AUDITOR, Role.ADMIN)
UPLOADERS = _only(Role.PEMOHON, Role.DINAS_TEKNIS)
EVERYBODY = _only(*READERS)
QUEUE = {**_only(*OFFICERS, sight=Sight.DESK), **dict.fromkeys(OVERSEERS, Sight.ALL)}

_A_FILE = "/v1/applications/{permit_id}"
AUDIENCE: Mapping[str, Row] = {
    # Everybody gets a list, each of what they may see.
    "GET /v1/applications": {**_of_a_file(Sight.OWN), Role.ADMIN: Sight.OWN},
    f"GET {_A_FILE}": FILE,
    f"GET {_A_FILE}/timeline": FILE,
    f"GET {_A_FILE}/documents/{{sha256}}": FILE,
    f"GET {_A_FILE}/decree.pdf": FILE,
    f"GET {_A_FILE}/decree.html": FILE,
    f"GET {_A_FILE}/acknowledgement.pdf": FILE,
    f"GET {_A_FILE}/deficiency-notice.pdf": FILE,
    f"GET {_A_FILE}/inspection-report.pdf": FILE,
    f"GET {_A_FILE}/recommendation.pdf": FILE,
    f"GET {_A_FILE}/revocation.pdf": FILE,
    f"GET {_A_FILE}/revocation.html": FILE,
    f"GET {_A_FILE}/diff": FILE,
    f"GET {_A_FILE}/draft.pdf": INSIDE,
    f"GET {_A_FILE}/drafts/diff": INSIDE,
    f"GET {_A_FILE}/sla": TIMES,
    f"GET {_A_FILE}/forecast": TIMES,
    f"GET {_A_FILE}/conformance": AUDITOR,
    f"POST {_A_FILE}/unmask": AUDITOR,
    "GET /v1/queues": _only(*OFFICERS, Role.SUPERVISOR),
    "GET /v1/queues/{role}": QUEUE,
    "GET /v1/register": OFFICE,
    "GET /v1/register.csv": OFFICE,
    "GET /v1/sla": FIGURES,
    "GET /v1/sla/visits": FIGURES,
    "GET /v1/sla/flips": FIGURES,
    "POST /v1/sla/what-if": SUPERVISOR,
    "GET /v1/forecast": SUPERVISOR,
    "GET /v1/posts": STAFF,
    "POST /v1/posts/{post}/appointment": ADMIN,
    "POST /v1/posts/{post}/relief": ADMIN,
    "POST /v1/posts/{post}/absence": ADMIN,
    "GET /v1/mandates": STAFF,
    "POST /v1/mandates": ADMIN,
    "POST /v1/mandates/{mandate_id}/end": ADMIN,
    "POST /v1/calendar": ADMIN,
    "GET /v1/signals": AUDITOR,
    "GET /v1/events": AUDITOR,
    "GET /v1/events/cloudevents": AUDITOR,
    "GET /v1/events/stream": AUDITOR,
    "GET /v1/events/{position}": AUDITOR,
    "GET /v1/events/{position}/proof": AUDITOR,
    "GET /v1/export": AUDITOR,
    "GET /v1/exports": AUDITOR,
    "GET /v1/exports/{export_id}": AUDITOR,
    "GET /v1/conformance": AUDITOR,
    "GET /v1/completeness": AUDITOR,
    "GET /v1/access-log": AUDITOR,
    "GET /v1/access-log/{position}/proof": AUDITOR,
    "GET /v1/trail/periods": AUDITOR,
    "GET /v1/webhooks": ADMIN,
    "POST /v1/webhooks": ADMIN,
    "DELETE /v1/webhooks/{webhook_id}": ADMIN,
    "POST /v1/webhooks/{webhook_id}/rotation": ADMIN,
    "GET /v1/webhooks/{webhook_id}/deliveries": ADMIN,
    "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay": ADMIN,
    "GET /v1/notifications": ADMIN,
    "POST /v1/notifications/{notification_id}/replay": ADMIN,
    "POST /v1/documents": UPLOADERS,
    "DELETE /v1/documents/{sha256}": APPLICANT,
    "POST /v1/surveys/{application}": APPLICANT,
    "GET /v1/surveys": FIGURES,
    "GET /v1/my/data": APPLICANT,
    "GET /v1/my/data.pdf": APPLICANT,
    "GET /v1/subjects/{sub}/report": ENTITLED,
    "GET /v1/subjects/{sub}/report.pdf": ENTITLED,
    # One's own; the administrator may name another person.
    "GET /v1/sessions": EVERYBODY,
    "DELETE /v1/sessions": EVERYBODY,
    "DELETE /v1/sessions/{session_id}": EVERYBODY,
}
