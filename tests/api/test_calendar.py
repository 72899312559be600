"""The office's calendar over HTTP: read by anyone, published by the administrator, wrong ones told with the place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.building import projections_of
from api.calendars.examples import PUBLICATION
from application.postgres.embedded import EmbeddedPostgres
from application.vault import Vault
from domain.office_events import OFFICE_TOPICS
from tests.api.bodies import MISSING, changed, listed
from tests.api.casework import case_at
from tests.api.product import Ask, Json, Product, faults, opened, told
from tests.api.publishing import CALENDAR, EMPTY, dues, once_more, publication, until
from tests.application.ledgers import database
from tests.book import office_rulebook

KEY = "the-decree-of-2027"


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[Product]:
    """An office of one's own: what is published there concerns nobody else."""
    with opened(postgres_url, tmp_path) as product:
        yield product


@pytest.fixture(scope="module")
def reader(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An office where nothing is ever published."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("calendar")) as product:
        yield product


def test_anyone_reads_what_ships_with_the_program(reader: Product) -> None:
    answer = reader.get(f"{CALENDAR}/2027")

    [version] = answer.json()["items"]
    assert (200, '"2"') == (answer.status_code, answer.headers["etag"])
    assert (2027, "2027-12-31T16:00:00Z") == (answer.json()["year"], answer.json()["published_until"])
    assert (1, "Asia/Makassar", True, "2026-09-16T16:00:00Z", None, None) == (
        version["version"], version["zone"], version["provisional"],
        version["decided_at"], version["published_at"], version["published_by"],
    )  # fmt: skip
    assert ["07.30-11.30", "13.00-16.30"] == version["hours"]["friday"]
    assert ("2027-02-08", "2027-03-09") == (version["seasons"][0]["first"], version["seasons"][0]["last"])
    assert {"day": "2027-08-17", "name": "Proklamasi Kemerdekaan"} in version["national_holidays"]
    assert [] == version["local_closures"]


def test_who_has_read_it_need_not_read_it_again(reader: Product) -> None:
    assert 304 == reader.get(f"{CALENDAR}/2027", if_none_match='"2"').status_code
    assert 200 == reader.get(f"{CALENDAR}/2027", if_none_match='"1"').status_code


@pytest.mark.parametrize("year", [2025, 2028, 9999, 1])
def test_a_year_that_is_not_published_is_not_guessed(reader: Product, year: int) -> None:
    answer = reader.get(f"{CALENDAR}/{year}", accept_language="en")

    assert (404, "calendar-not-published") == told(answer)
    assert f"The calendar of working days for {year} is not published" in answer.json()["detail"]


@pytest.mark.parametrize("year", ["0", "10000", "-2026", "MMXXVI", "2026.5"])
def test_what_is_no_year_is_refused(reader: Product, year: str) -> None:
    assert (422, "invalid-request") == told(reader.get(f"{CALENDAR}/{year}"))


def test_without_a_token_nobody_publishes(reader: Product) -> None:
    assert (401, "unauthenticated") == told(reader.ask("POST", CALENDAR, json=publication()))


@pytest.mark.parametrize("role", ["pemohon", "front_office", "kepala_dinas", "supervisor", "auditor"])
def test_only_the_administrator_publishes(reader: Product, role: str) -> None:
    for path in (CALENDAR, f"{CALENDAR}?dry_run=true"):
        assert (403, "role-not-permitted") == told(reader.person(role).post(path, publication()))


SEASON: Json = publication()["seasons"][0]
LONG_AGO, TOMORROW = "2026-09-16T23:59:59+08:00", "2026-11-24T09:00:00+08:00"
WRONG: tuple[tuple[str, object, str], ...] = (
    ("/year", 1969, "greater_than_equal"),
    ("/year", 9999, "less_than_equal"),
    ("/year", "2027", "int_type"),
    ("/decree", " ", "string_too_short"),
    ("/decree", MISSING, "missing"),
    ("/decree", "SKB\0", "control_character"),
    ("/decree", "S" * 501, "string_too_long"),
    ("/decided_at", TOMORROW, "future"),
    ("/decided_at", LONG_AGO, "before_previous"),
    ("/decided_at", "2026-10-14", "instant"),
    ("/decided_at", "2026-10-14T00:00:00", "instant"),
    ("/provisional", "no", "bool_type"),
    ("/zone", "Asia/Jakarta", "other_zone"),
    ("/zone", "../../etc/passwd", "other_zone"),
    ("/version", 7, "extra_forbidden"),
    ("/holidays", [], "extra_forbidden"),
    ("/hours/sunday", MISSING, "missing"),
    ("/hours/minggu", [], "extra_forbidden"),
    ("/hours/monday", "07.30-16.00", "tuple_type"),
    ("/hours/monday/0", "25.00-26.00", "no_span"),
    ("/hours/monday/1", "13:00-16:00", "no_span"),
    ("/hours/monday/1", "13.00-" + "9" * 15, "string_too_long"),
    ("/hours/monday/1", 13, "string_type"),
    ("/hours/monday", ["13.00-16.00", "07.30-12.00"], "not_forward"),
    ("/hours/monday", ["00.00-00.01"] * 13, "too_long"),
    ("/seasons/0/hours/friday/0", "", "no_span"),
    ("/seasons/0/last", "2027-02-07", "before_first"),
    ("/seasons/0/first", "2026-12-31", "outside_year"),
    ("/seasons/0/first", "2027-02-30", "date_parsing"),
    ("/seasons/0/name", "", "string_too_short"),
    ("/seasons", [SEASON] * 51, "too_long"),
    ("/national_holidays", MISSING, "missing"),
    ("/national_holidays", {"2027-08-17": "Proklamasi"}, "tuple_type"),
    ("/national_holidays/0/day", "2026-01-01", "outside_year"),
    ("/national_holidays/1/day", "2027-01-01", "duplicate"),
    ("/local_closures/0/day", "2027-08-17", "duplicate"),
    ("/local_closures/0/name", MISSING, "missing"),
    ("/local_closures/0/nama", "Haul", "extra_forbidden"),
    ("/joint_leave", [{"day": "2027-12-24", "name": "Cuti"}] * 367, "too_long"),
)


@pytest.mark.parametrize(("pointer", "value", "code"), listed(WRONG))
def test_a_publication_says_what_is_wrong_with_it_and_where(
    reader: Product, pointer: str, value: object, code: str
) -> None:
    answer = reader.person("admin").post(CALENDAR, changed(publication(), pointer, value))

    assert [(pointer, code)] == faults(answer)


@pytest.mark.parametrize(("year", "code"), [(2025, "before_first"), (2029, "year_left_out")])
def test_no_year_is_left_out(reader: Product, year: int, code: str) -> None:
    answer = reader.person("admin").post(CALENDAR, publication(year=year, **EMPTY))

    assert [("/year", code)] == faults(answer)


def test_seasons_that_overlap_are_named(reader: Product) -> None:
    other = {**SEASON, "name": "Haul", "first": "2027-03-09", "last": "2027-03-12"}
    admin, body = reader.person("admin"), publication(seasons=[SEASON, other])

    assert [("/seasons/1/first", "overlap")] == faults(admin.post(CALENDAR, body))
    english = admin.post(CALENDAR, body, accept_language="en").json()
    assert "This season overlaps with Ramadan 1448 Hijriah." == english["errors"][0]["message"]


def test_a_wrong_body_is_told_to_whoever_sends_it_and_who_may_not_is_told_that_of_a_right_one(reader: Product) -> None:
    supervisor = reader.person("supervisor")

    assert [("/decree", "missing")] == faults(supervisor.post(CALENDAR, changed(publication(), "/decree", MISSING)))
    assert (422, "malformed-body") == told(supervisor.send(CALENDAR, b'{"year": 2027'))


def test_a_publication_is_answered_and_read_at_once(office: Product) -> None:
    answer = office.person("admin", name="Ratna Dewi").post(CALENDAR, publication())

    read = office.get(f"{CALENDAR}/2027", x_after_position=answer.headers["x-position"])
    newest, shipped = read.json()["items"]
    assert (201, '"3"', "1") == (answer.status_code, answer.headers["etag"], answer.headers["x-position"])
    assert newest == answer.json()
    assert (2, 1, None) == (newest["version"], shipped["version"], shipped["published_at"])
    assert ({"name": "Ratna Dewi", "role": "admin"}, "2026-11-23T01:00:00Z") == (
        newest["published_by"],
        newest["published_at"],
    )
    assert publication(decided_at="2026-10-13T16:00:00Z") == {name: newest[name] for name in PUBLICATION}
    assert '"3"' == read.headers["etag"]


def test_a_year_more_moves_the_horizon(office: Product) -> None:
    answer = office.person("admin").post(CALENDAR, publication(year=2028, **EMPTY))

    assert (201, 1) == (answer.status_code, answer.json()["version"])
    assert "2028-12-31T16:00:00Z" == office.get(f"{CALENDAR}/2026").json()["published_until"]
    [check] = [each for each in office.get("/readyz").json()["checks"] if each["name"] == "calendar"]
    assert ("ok", "2028-12-31T16:00:00Z") == (check["status"], check["published_until"])


def test_no_read_model_stumbles_over_a_publication(office: Product) -> None:
    position = int(office.person("admin").post(CALENDAR, publication()).headers["x-position"])

    def checks() -> list[Json]:
        return [each for each in office.get("/readyz").json()["checks"] if each["name"].startswith("projection")]

    until(lambda: {position} == {each["position"] for each in checks()})
    assert {("ok", 0)} == {(each["status"], each["parked"]) for each in checks()}
    assert all(OFFICE_TOPICS <= each.ignores for each in projections_of(office_rulebook, Vault([bytes(32)])))


def test_a_retry_is_answered_as_the_first_time(office: Product) -> None:
    admin = office.person("admin")
    first = admin.post(CALENDAR, publication(), idempotency_key=KEY)
    assert 201 == admin.post(CALENDAR, once_more(office, 2026, "2026-12-01")).status_code

    again = admin.post(CALENDAR, publication(), idempotency_key=KEY)
    other = admin.post(CALENDAR, publication(decree="SKB yang lain"), idempotency_key=KEY)

    assert (201, "true") == (again.status_code, again.headers["idempotent-replayed"])
    assert first.json() == again.json()
    assert [first.headers[name] for name in ("etag", "x-position")] == [
        again.headers[name] for name in ("etag", "x-position")
    ]
    assert (422, "idempotency-key-reused") == told(other)
    assert 2 == len(office.get(f"{CALENDAR}/2027").json()["items"])


def test_whoever_saw_another_calendar_must_look_again(office: Product) -> None:
    admin = office.person("admin")

    assert (412, "stale-version") == told(admin.post(CALENDAR, publication(), if_match='"7"'))
    assert 201 == admin.post(CALENDAR, publication(), if_match='"2"').status_code
    stale = admin.post(CALENDAR, publication(), if_match='"2"')
    assert ((412, "stale-version"), '"3"') == (told(stale), stale.headers["etag"])
    assert (400, "malformed-header") == told(admin.post(CALENDAR, publication(), if_match="3"))


def test_of_two_who_publish_at_once_one_wins(office: Product) -> None:
    admin = office.person("admin")
    asks = [Ask(method="POST", path=CALENDAR, headers=admin.headers, json=publication()) for _ in range(2)]

    answers = sorted(office.ask_all(asks), key=lambda answer: answer.status_code)

    assert [201, 409] == [answer.status_code for answer in answers]
    assert (409, "calendar-changed") == told(answers[1])
    assert 2 == len(office.get(f"{CALENDAR}/2027").json()["items"])


def test_the_promise_on_the_receipt_stays_what_was_promised_and_all_else_follows(office: Product) -> None:
    case = case_at(office, 4)
    before, promised = case.view(), "2026-11-30T00:13:00Z"
    assert ("2026-11-27T08:30:00Z", promised) == (before["due_at"], before["promised_at"])

    answer = office.person("admin").post(CALENDAR, once_more(office, 2026, "2026-11-25"))
    assert 201 == answer.status_code, answer.text
    after, later = case.view(), case_at(office, 3).view()

    assert ("2026-11-30T08:00:00Z", promised) == (after["due_at"], after["promised_at"])
    assert "2026-12-01T00:13:00Z" == later["promised_at"]
    until(lambda: [after["due_at"]] == dues(office))


def test_another_process_goes_by_what_was_published_here(postgres_url: str, tmp_path: Path) -> None:
    with opened(postgres_url, tmp_path) as here, opened(postgres_url, tmp_path) as there:
        case = case_at(here, 4)
        until(lambda: ["2026-11-27T08:30:00Z"] == dues(here) == dues(there))

        answer = here.person("admin").post(CALENDAR, once_more(here, 2026, "2026-11-25"))

        position = answer.headers["x-position"]
        assert [answer.json()] == there.get(f"{CALENDAR}/2026", x_after_position=position).json()["items"][:1]
        assert "2026-11-30T08:00:00Z" == there.person("supervisor").get(case.path).json()["due_at"]
        until(lambda: ["2026-11-30T08:00:00Z"] == dues(here) == dues(there))
