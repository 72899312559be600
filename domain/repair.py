"""Until when an applicant may repair a file that was sent back (SOP step 2, "ditolak")."""

from datetime import datetime

from domain.calendar import Calendar
from domain.sla import due_if_published
from domain.sop import Row, Sop
from domain.working_time import Standard


def repair_end(sent_back_at: datetime, row: Row, sop: Sop, calendar: Calendar) -> datetime | None:
    """Return the close of the last working day for a repair at `row`; the day of sending back is day 0.

    None where nothing lapses: the SOP lets applicants take their time, or no calendar is published so far.
    """
    if row.move("lapse") is None:
        return None
    return due_if_published(sent_back_at, Standard(days=sop.repair_days), calendar=calendar)
