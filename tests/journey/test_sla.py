"""Where the time of a file went, over HTTP: who may ask, and what is answered."""

from uuid import uuid4

import orjson
import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from api.sla.examples import SLA
from api.sla.view import explained_view, sla_view
from api.tokens import ALGORITHMS
from domain.commands import Withdraw
from domain.sla import assess
from tests.api.product import Json, Person, Product
from tests.domain.office import calendar, wita
from tests.journey.desk import SUBMIT, WITHDRAW, File, good, new_file, problem
from tests.journey.late_file import instant, sla
from tests.papers import SUBMIT as LODGE
from tests.people import SITI
from tests.scenario import Scenario

VISITS = """
    1 pemohon      1  11-23T00:30:00  11-26T07:55:00  11-23T01:00:00  PT30M  104100  late
    2 front_office 1  11-26T07:55:00  11-26T23:40:00  11-26T23:35:00  PT10M     900  late
    1 pemohon      2  11-26T23:40:00  11-27T02:00:00  11-27T00:10:00  PT30M    8400  late
    2 front_office 2  11-27T02:00:00  11-27T02:09:30  11-27T02:10:00  PT10M     570  on_time
    3 back_office  2  11-27T02:09:30  11-27T02:12:00  11-27T02:19:30  PT10M     150  on_time
    4 dinas_teknis 2  11-27T02:12:00  12-04T01:00:00  12-03T08:00:00  P4D    130680  late
    5 back_office  2  12-04T01:00:00  -               12-04T01:10:00  PT10M    3600  running_late
"""


def visit(row: str) -> Json:
    step, role, rounds, *stay, standard, seconds, verdict = row.split()
    entered, left, due = (None if at == "-" else f"2026-{at}Z" for at in stay)
    return {
        "step": int(step),
        "role": role,
        "round": int(rounds),
        "entered_at": entered,
        "left_at": left,
        "due_at": due,
        "standard": standard,
        "working_seconds": int(seconds),
        "verdict": verdict,
    }


def test_the_time_of_a_late_file_to_the_second(late: File) -> None:
    assert sla(late) == {
        "visits": [visit(row) for row in VISITS.strip().splitlines()],
        "parties": {
            "pemohon": 112_500,
            "front_office": 1470,
            "back_office": 3750,
            "dinas_teknis": 130_680,
            "kabid": 0,
            "sekretaris": 0,
            "kepala_dinas": 0,
        },
        "total_seconds": 248_400,
        "lines": {
            "declared": {"due_at": "2026-12-04T00:13:00Z", "verdict": "running_late"},
            "summed": {"due_at": "2026-12-04T00:18:00Z", "verdict": "running_late"},
            "legal": {"due_at": "2026-12-04T08:30:00Z", "verdict": "running"},
        },
    }


def test_every_figure_is_explained_by_its_events(late: File) -> None:
    happened = good(late.by("auditor").get(f"{late.path}/timeline")).json()["items"]
    positions = {item["version"]: (item["position"], item["fact"]) for item in happened}
    answer = sla(late, "?explain=true")
    told = answer["explain"]

    for visit, why in zip(answer["visits"], told["visits"], strict=True):
        opened_by, closed_by = why["opened_by"], why["closed_by"]
        assert (opened_by["position"], opened_by["fact"]) == positions[opened_by["version"]]
        assert (closed_by is None) == (visit["left_at"] is None)
        assert visit["working_seconds"] == sum(span["seconds"] for span in why["spans"])
        assert (visit["verdict"], instant(visit["due_at"])) == (why["verdict"], instant(why["due_at"]))
        assert why["due_at"].endswith("+08:00")
    for name, line in answer["lines"].items():
        assert ("Submitted", line["verdict"]) == (
            told["lines"][name]["counted_from"]["fact"],
            told["lines"][name]["verdict"],
        )
    assert answer["parties"] == {party["role"]: party["seconds"] for party in told["parties"]}
    assert "112500 + 1470 + 3750 + 130680 + 0 + 0 + 0 = 248400" == told["sum"]
    assert ["2026.1", "2027.1"] == [each["id"] for each in told["calendars"]]
    assert ("izin-kbm", "1") == (told["sop"]["code"], told["sop"]["version"])


@pytest.mark.parametrize(
    ("language", "begins"), [("id", "Keluar Jumat, 4 Desember"), ("en", "Left on Friday 4 December")]
)
def test_an_explanation_is_told_in_the_readers_language(late: File, language: str, begins: str) -> None:
    told = sla(late, "?explain=true", accept_language=language)["explain"]

    assert told["visits"][5]["verdict_because"].startswith(begins)


def test_the_published_example_is_true() -> None:
    book = Scenario().book
    sop = book.all_sops[0]
    lodged, gone = Scenario(at=wita("2026-11-23 11:55")), wita("2026-11-23 13:17:30")
    lodged.when(SITI, LODGE)
    lodged.at = gone
    lodged.when(SITI, Withdraw(reason="Terlalu lama."))
    case = assess(lodged.history, sop, calendar(2026, 2027), wita("2026-11-24 09:00"))
    explained = explained_view(case, sop, {n: 1040 + n for n in (1, 2, 3)}, "id")

    assert SLA == orjson.loads(orjson.dumps({**sla_view(case), "explain": explained}, option=orjson.OPT_UTC_Z))


# Who may ask


@pytest.mark.parametrize("role", ["front_office", "back_office", "dinas_teknis", "supervisor", "auditor"])
def test_whoever_may_know_the_file_may_know_its_time(late: File, role: str) -> None:
    assert 7 == len(sla(late, role=role)["visits"])


@pytest.mark.parametrize("role", ["kabid", "kepala_dinas", "admin"])
def test_a_role_that_the_file_has_not_reached_finds_none(late: File, role: str) -> None:
    assert (404, "application-not-found") == problem(late.by(role).get(f"{late.path}/sla"))


def test_applicants_are_not_told_not_even_of_their_own_file(desk: Product, late: File) -> None:
    for person in (late.applicant, desk.person("pemohon", "stranger")):
        assert (403, "role-not-permitted") == problem(person.get(f"{late.path}/sla"))


def test_an_officers_own_application_is_no_file_of_their_office(desk: Product, late: File) -> None:
    applicant = both(desk, "siti", "pemohon", "kabid")

    assert 200 == applicant.get(late.path).status_code
    assert (403, "role-not-permitted") == problem(applicant.get(f"{late.path}/sla"))
    assert 200 == both(desk, "siti", "pemohon", "back_office").get(f"{late.path}/sla").status_code


def test_what_is_no_file_has_no_time(desk: Product) -> None:
    for name in (str(uuid4()), "x"):
        answer = desk.person("supervisor").get(f"/v1/applications/{name}/sla")
        assert (404, "application-not-found") == problem(answer)
    assert 401 == desk.get(f"/v1/applications/{uuid4()}/sla").status_code


def test_with_one_version_of_each_calendar_then_is_now(late: File) -> None:
    assert sla(late, "?calendar=now") == sla(late, "?calendar=then") == sla(late)


def test_a_withdrawn_file_has_no_time_left_to_count(desk: Product) -> None:
    file = new_file(desk).take_all((SUBMIT, WITHDRAW))

    assert "on_time" == sla(file, role="front_office")["lines"]["legal"]["verdict"]


def both(desk: Product, sub: str, *roles: str) -> Person:
    """Return somebody whom the office's own identity provider gave several roles."""
    key = OKPKey.import_key(orjson.loads((desk.office.settings.data_dir / "demo-issuer.key").read_bytes()))
    token = desk.person("pemohon", sub).headers["Authorization"].removeprefix("Bearer ")
    claims = {**jwt.decode(token, key, algorithms=ALGORITHMS).claims, "roles": [*roles]}
    signed = jwt.encode({"alg": ALGORITHMS[0], "typ": "at+jwt"}, claims, key, algorithms=ALGORITHMS)
    return Person(product=desk, role=roles[0], headers={"Authorization": f"Bearer {signed}"})
