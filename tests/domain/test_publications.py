from dataclasses import replace

import pytest

from domain.calendar import CalendarYear, Closure, ClosureKind, YearsDoNotFit
from domain.publications import Publications
from tests.domain.office import published, wita

CLOSED_MONDAY = Closure(day=wita("2026-08-31 00:00").date(), kind=ClosureKind.LOCAL_CLOSURE, name="Haul")
SECOND = replace(
    published(2026),
    version=2,
    decided_at=wita("2026-08-07 10:00"),
    closures=(*published(2026).closures, CLOSED_MONDAY),
)


def publications(*more: CalendarYear) -> Publications:
    return Publications((published(2026), published(2027), *more))


def test_the_newest_calendar_takes_the_highest_version_of_each_year() -> None:
    assert "2026.2+2027.1" == publications(SECOND).newest.id


def test_a_decree_is_known_from_the_moment_it_was_decided() -> None:
    both = publications(SECOND)

    assert "2026.1" == both.known_at(wita("2026-08-07 09:59")).id
    assert "2026.2" == both.known_at(wita("2026-08-07 10:00")).id


def test_a_year_that_nobody_had_decided_on_was_not_published_then() -> None:
    assert "2026.1" == publications().known_at(wita("2026-09-16 12:00")).id
    assert "2026.1+2027.1" == publications().known_at(wita("2026-09-17 12:00")).id


def test_before_any_decree_the_first_version_of_the_first_year_is_all_there_is() -> None:
    assert "2026.1" == publications(SECOND).known_at(wita("2025-01-01 00:00")).id


def test_one_more_version_leaves_the_old_ones_as_they_were() -> None:
    before = publications()
    after = before.including(SECOND)

    assert (published(2026),) == before.versions(2026)
    assert (published(2026), SECOND) == after.versions(2026)
    assert (published(2026), SECOND, published(2027)) == after.all
    assert () == after.versions(2028)


def test_the_same_calendar_is_laid_out_once() -> None:
    both = publications(SECOND)

    assert both.known_at(wita("2026-08-01 12:00")) is both.known_at(wita("2026-08-02 12:00"))
    assert both.newest is both.known_at(wita("2026-12-01 12:00"))


def test_one_version_twice_or_a_year_left_out_is_refused() -> None:
    with pytest.raises(YearsDoNotFit, match=r"2026\.1 is there twice"):
        publications(published(2026))
    with pytest.raises(YearsDoNotFit, match="2028 is left out"):
        publications(replace(published(2027), year=2029))
