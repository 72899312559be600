"""The office's clock over HTTP: hours and days pass, nobody acts, and the product does what it must and no more."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.product import Clock, Json, Product, opened
from tests.application.ledgers import database
from tests.domain.office import wita
from tests.journey.desk import RECEIVE, REJECT, RESUBMIT, SUBMIT, TO_THE_HEAD, VERIFY, File, good, new_file, problem
from tests.scenario import MONDAY


@pytest.fixture(scope="module")
def wound_office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("wound"), clockwork=True) as running:
        yield running


@pytest.fixture
def office(wound_office: Product) -> Product:
    """An office on the morning of Monday, 23 November, whose clock is wound."""
    wound_office.clock.now = MONDAY.astimezone(UTC)
    return wound_office


def it_becomes(office: Product, text: str) -> None:
    office.clock.now = wita(text).astimezone(UTC)


def eventually(come: Callable[[], bool]) -> None:
    """Wait for what the clockwork does within its few seconds."""
    until = time.monotonic() + 30
    while not come():
        assert time.monotonic() < until
        time.sleep(0.05)


def told(file: File, role: str = "supervisor") -> list[tuple[str, int, str]]:
    """Return rung, number and instant of each alert that this reader sees."""
    items = good(file.by(role).get(f"{file.path}/timeline")).json()["items"]
    return [(item["data"]["rung"], item["data"]["nth"], item["at"]) for item in items if item["fact"] == "Alerted"]


def utc(text: str) -> str:
    return f"{wita(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_a_file_that_is_not_repaired_is_reminded_of_and_lapses(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT, REJECT))

    it_becomes(office, "2026-11-30 07:30")
    eventually(lambda: len(told(file)) == 1)
    it_becomes(office, "2026-12-02 07:31")
    eventually(lambda: len(told(file)) == 2)
    it_becomes(office, "2026-12-02 16:00:00")
    still = file.view()["status"]
    it_becomes(office, "2026-12-02 16:00:01")
    eventually(lambda: bool(file.view()["status"] == "lapsed"))

    reminders = [
        ("repair_reminder", 1, utc("2026-11-30 07:30")),
        ("repair_reminder", 2, utc("2026-12-02 07:31")),
    ]
    assert "rejected" == still
    assert reminders == told(file) == told(file, "pemohon")
    *_, last = good(file.applicant.get(f"{file.path}/timeline")).json()["items"]
    assert ("Lapsed", {"sub": "system", "name": "Sistem", "role": "system"}) == (last["fact"], last["by"])
    assert (409, "wrong-step") == problem(file.send(RESUBMIT, RESUBMIT.form({})))


def test_a_desk_is_told_twice_its_supervisor_once_and_the_applicant_nothing(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT, VERIFY))

    it_becomes(office, "2026-11-23 10:15")
    eventually(lambda: len(told(file)) == 3)

    at = utc("2026-11-23 10:15")
    assert [("due_soon", 1, at), ("overdue", 1, at), ("escalated", 1, at)] == told(file)
    assert [] == told(file, "pemohon")
    assert "Diberitahukan kepada Back Office." in summaries(file)[-3]
    assert "Diberitahukan kepada Supervisor." in summaries(file)[-1]


def test_an_alert_does_not_make_what_an_officer_has_open_stale(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    officer, path = file.by("front_office"), f"{file.path}/verification"
    seen = good(officer.get(file.path))
    form = VERIFY.form({})

    it_becomes(office, "2026-11-23 09:12")
    eventually(lambda: len(told(file)) == 2)
    now = good(officer.get(file.path, if_none_match=seen.headers["etag"]))
    stale = officer.post(path, form, if_match='"1"')
    beyond = officer.post(path, form, if_match='"5"')
    done = officer.post(path, form, if_match=seen.headers["etag"])

    assert (200, '"2"', '"4"') == (now.status_code, seen.headers["etag"], now.headers["etag"])
    assert [(412, "stale-version"), (412, "stale-version")] == [problem(stale), problem(beyond)]
    assert (200, '"6"') == (done.status_code, done.headers["etag"])
    assert (412, "stale-version") == problem(file.by("back_office").post(f"{file.path}/routing", {}, if_match='"4"'))


def test_a_claim_survives_the_clock(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    good(file.by("front_office").post(f"{file.path}/claim", {}))

    it_becomes(office, "2026-11-23 09:12")
    eventually(lambda: len(told(file)) == 2)

    assert "demo-front-office" == file.view()["claimed_by"]["sub"]
    assert (409, "claimed-by-colleague") == problem(
        office.person("front_office", "fitri").post(f"{file.path}/verification", VERIFY.form({}))
    )


def test_when_silence_becomes_consent_it_is_told_and_nothing_is_decided(office: Product) -> None:
    file = new_file(office).take_all(TO_THE_HEAD)

    it_becomes(office, "2026-11-30 16:00:01")
    eventually(lambda: len(told(file)) == 5)

    assert {"due_soon", "overdue", "escalated", "legal_near", "legal_passed"} == {rung for rung, _, _ in told(file)}
    assert ("in_process", 8, "kepala_dinas") == tuple(file.view()[name] for name in ("status", "step", "holder"))
    file.sign_quickly().take(RECEIVE)
    assert "delivered" == file.view()["status"]


def test_a_clock_that_stands_still_is_seen(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    clock = Clock(MONDAY.astimezone(UTC))
    with database(cluster) as url, opened(url, tmp_path, clock=clock, clockwork=False) as office:
        position = new_file(office).take(SUBMIT)["position"]
        assert office.run(office.office.tide.reached, "alarms", position, within=20)
        before = check(office)
        it_becomes(office, "2026-11-23 09:13")
        late = check(office)

    assert ("ok", 0) == (before["status"], before["files"])
    assert ("warn", 1, 330.0) == (late["status"], late["files"], late["lag_seconds"])


def check(office: Product) -> Json:
    checks = {check["name"]: check for check in office.get("/readyz").json()["checks"]}
    found: Json = checks["clockwork"]
    return found


def summaries(file: File) -> list[str]:
    items = good(file.by("supervisor").get(f"{file.path}/timeline")).json()["items"]
    return [item["summary"] for item in items]
