"""Scopes for machine clients: one for each command, and one for each kind of thing that is read or administered.

A token that names any of these is good for them alone, whatever its roles would allow; one that names none is not
confined. Roles still decide: a scope takes away and never gives. A test holds this table against every operation that
asks who is calling; docs/scopes.md is made from it.
"""

from collections.abc import Iterator, Mapping

from api.desks.views import PATHS

READ = "izin:applications:read"
LISTS = "izin:lists:read"
TRAIL = "izin:trail:read"
PERSONS = "izin:personal-data:read"
OFFICE = "izin:office:administer"
WEBHOOKS = "izin:webhooks:administer"
SESSIONS = "izin:sessions"

_READING: Mapping[str, tuple[str, ...]] = {
    READ: (
        "readApplication",
        "readTimeline",
        "readSla",
        "readForecast",
        "readDocument",
        "readDecree",
        "readAcknowledgement",
        "readDeficiencyNotice",
        "readInspectionReport",
        "readRecommendation",
        "readDraft",
        "readRevocation",
        "readDecreePage",
        "readRevocationPage",
        "compareSubmissions",
        "compareDrafts",
    ),
    LISTS: (
        "listApplications",
        "listQueues",
        "readQueue",
        "readRegister",
        "exportRegister",
        "readDashboard",
        "listSlaVisits",
        "listSlaFlips",
        "listSignals",
        "listForecasts",
        "supposeSla",
        "readSurveys",
        "listPosts",
        "listMandates",
    ),
    TRAIL: (
        "listEvents",
        "listCloudEvents",
        "followEvents",
        "readEvent",
        "proveEvent",
        "exportTrail",
        "listExports",
        "readExport",
        "readConformance",
        "listConformance",
        "readCompleteness",
        "listPeriods",
        "listAccesses",
        "proveAccess",
    ),
    PERSONS: (
        "unmaskApplication",
        "readMyData",
        "readMyDataOnPaper",
        "readSubjectReport",
        "readSubjectReportOnPaper",
    ),
}
_ADMINISTERING: Mapping[str, tuple[str, ...]] = {
    OFFICE: ("publishCalendar", "appointOfficer", "relieveOfficer", "noteAbsence", "giveMandate", "endMandate"),
    WEBHOOKS: (
        "listWebhooks",
        "makeWebhook",
        "removeWebhook",
        "rotateWebhookSecret",
        "listDeliveries",
        "replayDelivery",
        "listNotifications",
        "replayNotification",
    ),
    SESSIONS: ("listSessions", "endSession", "endSessions"),
}


def scope_of(operation: str | None) -> str | None:
    """Return the scope that a confined token needs for an operation; None is closed to all of them."""
    return None if operation is None else SCOPE_OF.get(operation)


def _commands() -> Iterator[tuple[str, str]]:
    yield "submitApplication", "izin:applications:submit"
    yield "uploadDocument", "izin:documents:upload"
    yield "discardDocument", "izin:documents:discard"
    yield "answerSurvey", "izin:applications:rate"
    for path in PATHS.values():
        operation = "post" + "".join(part.capitalize() for part in path.replace("/", "-").split("-"))
        yield operation, f"izin:applications:{path.replace('/', '-')}"


SCOPE_OF: Mapping[str, str] = {
    **dict(_commands()),
    **{each: scope for table in (_READING, _ADMINISTERING) for scope, all_ in table.items() for each in all_},
}
OPERATIONS: Mapping[str, tuple[str, ...]] = {
    scope: tuple(each for each, its in SCOPE_OF.items() if its == scope) for scope in dict.fromkeys(SCOPE_OF.values())
}
