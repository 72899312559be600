"""Which operation is logged as what: one line each. A test holds this table against every operation that is published.

Whoever adds an operation that asks who is calling adds it here; until then it is logged as `other`.
"""

from collections.abc import Mapping

from api.desks.views import PATHS
from application.access.access import Action


def command_operation(path: str) -> str:
    """Return the operation of a command by the last part of its path: `inspection-report`, `postInspectionReport`."""
    return "post" + "".join(part.capitalize() for part in path.split("-"))


# Logged when they are answered, and when somebody is told that this is not theirs.
LOGGED: Mapping[str, Action] = {
    "readApplication": Action.READ_CASE,
    "readTimeline": Action.READ_CASE,
    "readSla": Action.READ_CASE,
    "readForecast": Action.READ_CASE,
    "readDocument": Action.READ_DOCUMENT,
    "readDecree": Action.DOWNLOAD_PAPER,
    "readDecreePage": Action.DOWNLOAD_PAPER,
    "readAcknowledgement": Action.DOWNLOAD_PAPER,
    "readDeficiencyNotice": Action.DOWNLOAD_PAPER,
    "readInspectionReport": Action.DOWNLOAD_PAPER,
    "readRecommendation": Action.DOWNLOAD_PAPER,
    "readDraft": Action.DOWNLOAD_PAPER,
    "readRevocation": Action.DOWNLOAD_PAPER,
    "listApplications": Action.LIST,
    "readQueue": Action.LIST,
    "readRegister": Action.LIST,
    "exportRegister": Action.EXPORT,
    "listForecasts": Action.LIST,
    "listSlaVisits": Action.LIST,
    "listSlaFlips": Action.LIST,
    "listSignals": Action.LIST,
    "listNotifications": Action.LIST,
    "listWebhooks": Action.LIST,
    "listDeliveries": Action.LIST,
    "listAccesses": Action.READ_ACCESS_LOG,
    "listPeriods": Action.READ_TRAIL,
    "readCompleteness": Action.READ_TRAIL,
    "replayNotification": Action.ADMINISTER,
    "makeWebhook": Action.ADMINISTER,
    "removeWebhook": Action.ADMINISTER,
    "rotateWebhookSecret": Action.ADMINISTER,
    "replayDelivery": Action.ADMINISTER,
    "publishCalendar": Action.ADMINISTER,
    "listSessions": Action.LIST,
    "endSession": Action.ADMINISTER,
    "endSessions": Action.ADMINISTER,
    "demoToken": Action.SIGN_IN,
    **dict.fromkeys(("signIn", "finishSignIn", "enter"), Action.SIGN_IN),
    "signOut": Action.SIGN_OUT,
}

# What they do is an event; logged is what leaves none: a refusal, a dry run, an answer that is given again.
COMMANDS = frozenset({"submitApplication", "uploadDocument", *map(command_operation, PATHS.values())})

# About no file and no person, so there is nothing to have looked at.
UNLOGGED: Mapping[str, str] = {
    "listQueues": "how many files lie on each desk",
    "readDashboard": "counts and times of the whole office",
    "supposeSla": "the same counts, under other standards",
}
