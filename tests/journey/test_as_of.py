"""A file, its timeline and its time as of an instant of the past."""

from datetime import UTC, timedelta

import pytest

from tests.api.product import faults
from tests.domain.office import wita
from tests.journey.desk import File, good, problem
from tests.journey.late_file import LATE, instant, sla, utc


def test_a_file_is_shown_as_it_was(late: File) -> None:
    for n, (at, _) in enumerate(LATE[:-1]):
        until = LATE[n + 1][0]
        then = good(late.by("supervisor").get(f"{late.path}?as_of={utc(at)}")).json()
        just_before = good(late.by("supervisor").get(f"{late.path}?as_of={just(until)}")).json()
        assert then == just_before
        assert [] == then["actions"]
        assert then["position"] < late.view()["position"]
    assert ("rejected", 1, "pemohon", 1) == tuple(
        good(late.by("front_office").get(f"{late.path}?as_of={utc('2026-11-27 09:00')}")).json()[name]
        for name in ("status", "step", "holder", "round")
    )


def test_a_timeline_ends_with_the_instant(late: File) -> None:
    whole = late.facts("supervisor")
    for n in range(1, len(LATE)):
        items = good(late.by("supervisor").get(f"{late.path}/timeline?as_of={just(LATE[n][0])}")).json()["items"]
        assert whole[: len(items)] == [item["fact"] for item in items]
        assert all(instant(item["at"]) < wita(LATE[n][0]) for item in items)
        assert len(items) < len(whole)


def test_the_time_of_a_file_is_counted_up_to_the_instant(late: File) -> None:
    then = sla(late, f"?as_of={utc('2026-11-27 07:36')}")
    waiting = then["visits"][-1]

    assert (2, None, 660, "running_late") == (
        waiting["step"],
        waiting["left_at"],
        waiting["working_seconds"],
        waiting["verdict"],
    )


def test_who_came_to_know_the_file_later_may_look_back(late: File) -> None:
    before_inspection = good(late.by("dinas_teknis").get(f"{late.path}?as_of={utc('2026-11-26 15:55')}")).json()

    assert "Siti Rahmah" == before_inspection["applicant"]["name"]


@pytest.mark.parametrize("what", ["", "/timeline", "/sla"])
def test_before_its_first_event_there_is_no_file(late: File, what: str) -> None:
    for long_ago in ("2026-11-26T07:54:59.999999Z", "0001-01-01T00:00:00Z"):
        answer = late.by("supervisor").get(f"{late.path}{what}?as_of={long_ago}")
        assert (404, "application-not-found") == problem(answer)


@pytest.mark.parametrize("what", ["", "/timeline", "/sla"])
@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        ("2026-12-04T02:00:01Z", "in_the_future"),
        ("2026-12-04T01:00:00", "timezone_aware"),
        ("yesterday", "instant"),
        ("2026-11-31T01:00:00Z", "datetime_from_date_parsing"),
    ],
)
def test_an_instant_that_is_none_or_has_not_come_is_refused(late: File, what: str, as_of: str, code: str) -> None:
    assert [("/query/as_of", code)] == faults(late.by("supervisor").get(f"{late.path}{what}?as_of={as_of}"))


@pytest.mark.parametrize("query", ["?calendar=2026.1", "?calendar=", "?explain=perhaps"])
def test_other_words_of_the_question_are_checked_too(late: File, query: str) -> None:
    assert 1 == len(faults(late.by("supervisor").get(f"{late.path}/sla{query}")))


def just(until: str) -> str:
    """The last microsecond before."""
    at = wita(until).astimezone(UTC) - timedelta(microseconds=1)
    return at.isoformat().replace("+00:00", "Z")
