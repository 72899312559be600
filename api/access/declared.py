"""Which operation is logged as what: one line each. A test holds this table against every operation that is published.

Whoever adds an operation that asks who is calling adds it here; until then it is logged as `other`.
"""

from collections.abc import Mapping

from api.desks.views import PATHS
from application.access.access import Action


def command_operation(path: str) -> str:
    """Return the operation of a command by the end of its path: `inspection-report`, `postInspectionReport`."""
    return "post" + "".join(part.capitalize() for part in path.replace("/", "-").split("-"))


# Logged when they are answered, and when somebody is told that this is not theirs.
LOGGED: Mapping[str, Action] = {
    "readApplication": Action.READ_CASE,
    "readTimeline": Action.READ_CASE,
    "readSla": Action.READ_CASE,
    "readForecast": Action.READ_CASE,
    "compareSubmissions": Action.READ_CASE,
    "compareDrafts": Action.READ_CASE,
    "readConformance": Action.READ_CASE,
    "readMyData": Action.READ_CASE,
    "readMyDataOnPaper": Action.READ_CASE,
    "unmaskApplication": Action.UNMASK,
    "readSubjectReport": Action.UNMASK,
    "readSubjectReportOnPaper": Action.UNMASK,
    "readDocument": Action.READ_DOCUMENT,
    "readDecree": Action.DOWNLOAD_PAPER,
    "readDecreePage": Action.DOWNLOAD_PAPER,
    "readAcknowledgement": Action.DOWNLOAD_PAPER,
    "readDeficiencyNotice": Action.DOWNLOAD_PAPER,
    "readInspectionReport": Action.DOWNLOAD_PAPER,
    "readRecommendation": Action.DOWNLOAD_PAPER,
    "readDraft": Action.DOWNLOAD_PAPER,
    "readRevocation": Action.DOWNLOAD_PAPER,
    "readRevocationPage": Action.DOWNLOAD_PAPER,
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
    "listPosts": Action.LIST,
    "listMandates": Action.LIST,
    "listAccesses": Action.READ_ACCESS_LOG,
    "proveAccess": Action.READ_ACCESS_LOG,
    "listPeriods": Action.READ_TRAIL,
    "readCompleteness": Action.READ_TRAIL,
    "listEvents": Action.READ_TRAIL,
    "listCloudEvents": Action.READ_TRAIL,
    "followEvents": Action.READ_TRAIL,
    "readEvent": Action.READ_TRAIL,
    "proveEvent": Action.READ_TRAIL,
    "listConformance": Action.READ_TRAIL,
    "listExports": Action.READ_TRAIL,
    "readExport": Action.READ_TRAIL,
    "exportTrail": Action.EXPORT,
    "replayNotification": Action.ADMINISTER,
    "makeWebhook": Action.ADMINISTER,
    "removeWebhook": Action.ADMINISTER,
    "rotateWebhookSecret": Action.ADMINISTER,
    "replayDelivery": Action.ADMINISTER,
    "publishCalendar": Action.ADMINISTER,
    "appointOfficer": Action.ADMINISTER,
    "relieveOfficer": Action.ADMINISTER,
    "noteAbsence": Action.ADMINISTER,
    "giveMandate": Action.ADMINISTER,
    "endMandate": Action.ADMINISTER,
    "discardDocument": Action.DISCARD,
    "listSessions": Action.LIST,
    "endSession": Action.ADMINISTER,
    "endSessions": Action.ADMINISTER,
    "demoToken": Action.SIGN_IN,
    **dict.fromkeys(("signIn", "finishSignIn", "enter"), Action.SIGN_IN),
    "signOut": Action.SIGN_OUT,
}

# What they do is an event; logged is what leaves none: a refusal, a dry run, an answer that is given again.
COMMANDS = frozenset({"submitApplication", "uploadDocument", *map(command_operation, PATHS.values())})

# Of these what was done is logged beside its event: who looks for such decisions looks here.
ORDERS = frozenset({"postCorrection", "postErasure", "postRevocation", "postRevocationSignature"})

# About no file and no person, so there is nothing to have looked at.
UNLOGGED: Mapping[str, str] = {
    "listQueues": "how many files lie on each desk",
    "readDashboard": "counts and times of the whole office",
    "supposeSla": "the same counts, under other standards",
    "answerSurvey": "what somebody thinks of the service, kept without their name",
    "readSurveys": "means of all answers",
}
