"""Dates in English sentences."""

from datetime import UTC, date, datetime

from domain.english import date_text, last_text, moment_text, short_text


def test_a_date_is_written_out() -> None:
    assert "1 January 2026" == date_text(date(2026, 1, 1))
    assert "31 December 2027" == date_text(date(2027, 12, 31))


def test_a_moment_is_told_in_the_offices_time() -> None:
    assert "27 Nov 2026 09:14" == short_text(datetime(2026, 11, 27, 1, 14, 59, tzinfo=UTC))
    assert "27 November 2026 at 09:14 WITA" == moment_text(datetime(2026, 11, 27, 1, 14, 59, tzinfo=UTC))


def test_an_end_at_midnight_is_told_by_its_last_day() -> None:
    assert "the end of 31 December 2026" == last_text(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert "1 January 2027 at 00:01 WITA" == last_text(datetime(2026, 12, 31, 16, 1, tzinfo=UTC))
