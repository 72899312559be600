from datetime import timedelta

import pytest

from domain.horizon import horizon, horizon_warning
from tests.domain.office import calendar, wita

BOTH = calendar(2026, 2027)
END = wita("2028-01-01 00:00")


def test_the_calendar_ends_with_its_last_published_year() -> None:
    assert END == horizon(BOTH)


@pytest.mark.parametrize(
    ("left", "warning"),
    [
        (timedelta(days=60), None),
        (
            timedelta(days=60, microseconds=-1),
            "The calendar of working days for 2028 is not published; the present one ends in 59 days.",
        ),
        (
            timedelta(seconds=1),
            "The calendar of working days for 2028 is not published; the present one ends in 0 days.",
        ),
        (timedelta(0), "The calendar of working days for 2028 is not published, so no due date can be computed."),
        (-timedelta(days=9), "The calendar of working days for 2028 is not published, so no due date can be computed."),
    ],
)
def test_the_office_is_warned_sixty_days_ahead(left: timedelta, warning: str | None) -> None:
    told = horizon_warning(BOTH, END - left)

    assert warning == (told and told.en)
