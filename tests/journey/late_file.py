"""A file that is late at several desks, in an office of its own whose clock was moved: to be looked at by many."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.api.casework import inspection
from tests.api.product import Json, Product
from tests.domain.office import wita
from tests.journey.desk import REJECT, RESUBMIT, ROUTE, SUBMIT, VERIFY, File, Turn, good, new_file


def _inspected(day: str) -> Json:
    report: Json = inspection()
    report["report"]["inspected_on"] = day
    return report


INSPECT = Turn("dinas_teknis", "inspection-report", lambda _: _inspected("2026-12-03"))
LATE: Sequence[tuple[str, Turn]] = (
    ("2026-11-26 15:55", SUBMIT),
    ("2026-11-27 07:40", REJECT),  # five minutes late
    ("2026-11-27 10:00", RESUBMIT),
    ("2026-11-27 10:09:30", VERIFY),
    ("2026-11-27 10:12", ROUTE),
    ("2026-12-04 09:00", INSPECT),
)
NOW = wita("2026-12-04 10:00")


def late_file(office: Product) -> File:
    """Return the file; the office's clock then stands at `NOW`."""
    file = new_file(office)
    for at, turn in LATE:
        office.clock.now = wita(at).astimezone(UTC)
        file.take(turn)
    office.clock.now = NOW.astimezone(UTC)
    return file


def sla(file: File, query: str = "", role: str = "supervisor", **headers: str) -> Json:
    found: Json = good(file.by(role).get(f"{file.path}/sla{query}", **headers)).json()
    return found


def utc(text: str) -> str:
    return wita(text).astimezone(UTC).isoformat().replace("+00:00", "Z")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
