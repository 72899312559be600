"""What a supervisor is warned of: read models that are behind or lack a file, and the calendar's end."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.sla.dashboard_warnings import warnings_view
from projections.engine.status import Progress
from tests.domain.office import calendar

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def progress(**changes: Any) -> Progress:
    usual: dict[str, Any] = {
        "projection": "sla",
        "version": 1,
        "position": 9,
        "lag_events": 0,
        "lag_seconds": 0.0,
        "parked": 0,
    }
    return Progress(**{**usual, **changes})


def told(*read_models: Progress) -> list[str]:
    return [str(each["message"]) for each in warnings_view(calendar(2026, 2027), read_models, NOW, "en")]


def test_when_all_is_well_nobody_is_warned() -> None:
    assert [] == told(progress(), progress(projection="inbox"), progress(projection="cases", parked=3))


@pytest.mark.parametrize("name", ["sla", "inbox"])
def test_figures_that_are_behind_say_so(name: str) -> None:
    assert ["These figures lack the latest events; their read model is behind."] == told(
        progress(projection=name, lag_events=7, lag_seconds=6.0)
    )


def test_files_that_are_not_counted_are_told() -> None:
    assert ["2 files are not counted in full, for events of theirs cannot be read; tell the operators."] == told(
        progress(parked=2), progress(projection="inbox", parked=1)
    )


def test_the_end_of_the_calendar_comes_first() -> None:
    found = warnings_view(calendar(2026), [progress(parked=1)], NOW, "id")

    assert ["calendar_ends", "parked"] == [each["code"] for each in found]
    assert str(found[0]["message"]).startswith("Kalender hari kerja tahun 2027 belum ditetapkan")
