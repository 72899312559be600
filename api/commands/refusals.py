"""The domain's refusals as problems: which answer each kind is, and what is told beside its sentence."""

from collections.abc import Generator
from contextlib import contextmanager

from api.desks.views import PATHS, person
from api.problems import texts as problem_texts
from api.problems import texts_attorneys, texts_posts
from api.problems import texts_calendar as problem_texts_calendar
from api.problems import texts_permits as problem_texts_permits
from api.problems import texts_personal as problem_texts_personal
from api.problems.problems import Problem
from api.problems.type import ProblemType
from application.job import KeyReused, NumberTaken
from domain.calendar_publication import CalendarChanged
from domain.commands import NAMES
from domain.post_orders import MandateOver, UnknownMandate
from domain.refusals import (
    ClaimedByColleague,
    DraftChanged,
    Fault,
    FormChanged,
    Invalid,
    MustBeKept,
    NeverYourRole,
    NotEmpowered,
    NotFound,
    NotThisPerson,
    NotThisStep,
    OutOfOrder,
    PowerOver,
    Refused,
    Sentence,
    Stale,
)

ACTION_OF = {NAMES[command]: path for command, path in PATHS.items()}
_PLAIN: dict[type[Refused], ProblemType] = {
    NeverYourRole: problem_texts_permits.ROLE_NOT_PERMITTED,
    NotFound: problem_texts_permits.APPLICATION_NOT_FOUND,
    FormChanged: problem_texts_permits.OUT_OF_ORDER,
    NotThisPerson: problem_texts_permits.NOT_THIS_PERSON,
    OutOfOrder: problem_texts_permits.OUT_OF_ORDER,
    PowerOver: texts_attorneys.AUTHORITY_OVER,
    NotEmpowered: texts_attorneys.NOT_EMPOWERED,
    CalendarChanged: problem_texts_calendar.CALENDAR_CHANGED,
    UnknownMandate: texts_posts.MANDATE_NOT_FOUND,
    MandateOver: texts_posts.MANDATE_OVER,
}

TAKEN = {
    "bap": Fault(
        "/report/number",
        "taken",
        Sentence(
            "Nomor BAP Lapangan ini sudah digunakan untuk permohonan lain.",
            "This inspection report number belongs to another application.",
        ),
    ),
    "recommendation": Fault(
        "/recommendation/number",
        "taken",
        Sentence(
            "Nomor rekomendasi ini sudah digunakan untuk permohonan lain.",
            "This recommendation number belongs to another application.",
        ),
    ),
    "decree": Fault(
        "",
        "taken",
        Sentence(
            "Nomor surat keputusan ini sudah digunakan untuk permohonan lain.",
            "This decree number belongs to another application.",
        ),
    ),
}


def problem_of(refused: Refused) -> Problem:
    """Return the problem that tells `refused`."""
    match refused:
        case MustBeKept():
            members: dict[str, object] = {"step": refused.step, "holder": refused.holder, "law": refused.law}
            return Problem(problem_texts_personal.MUST_BE_KEPT, refused.sentence, members=members)
        case NotThisStep():
            members = {
                "step": refused.step,
                "holder": refused.holder,
                "allowed": _actions(refused.allowed),
            }
            return Problem(problem_texts_permits.WRONG_STEP, refused.sentence, members=members)
        case ClaimedByColleague():
            members = {"claimed_by": {**person(refused.colleague), "since": refused.since}}
            return Problem(problem_texts_permits.CLAIMED_BY_COLLEAGUE, refused.sentence, members=members)
        case DraftChanged():
            members = {"draft_sha256": refused.current}
            return Problem(problem_texts_permits.DRAFT_CHANGED, refused.sentence, members=members)
        case Stale():
            headers = {"ETag": f'"{refused.version}"'}
            return Problem(problem_texts_permits.STALE_VERSION, refused.sentence, headers=headers)
        case Invalid():
            return Problem(problem_texts.INVALID_REQUEST, refused.sentence, errors=refused.faults)
        case _:
            return Problem(_PLAIN[type(refused)], refused.sentence)


def _actions(names: tuple[str, ...]) -> list[str]:
    """What only the clock may do is no action of a client's."""
    return [ACTION_OF[name] for name in names if name in ACTION_OF]


@contextmanager
def told() -> Generator[None]:
    """Turn whatever the write path refuses into the problem that the client reads."""
    try:
        yield
    except Refused as refused:
        raise problem_of(refused) from None
    except KeyReused:
        raise Problem(problem_texts_permits.IDEMPOTENCY_KEY_REUSED) from None
    except NumberTaken as taken:
        raise problem_of(Invalid((TAKEN[taken.space],))) from None
