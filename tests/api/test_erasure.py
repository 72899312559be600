"""A person is forgotten: nothing that tells of them is left anywhere, and the trail is as whole as before."""

import atexit
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from httpx2 import Response

from application.erasure.drill import look
from application.postgres.database import APP, as_role
from application.postgres.embedded import EmbeddedPostgres
from domain.personal import MASK
from tests.api.casework import Case, a_pdf, case_at, rejected
from tests.api.erasing import ERASURE, SUB, TELLING, Forgetful, forgetful
from tests.api.product import told
from tests.application.ledgers import database

ALL = set(range(1, len(TELLING) + 1))
TIMELINE = ("Submitted", "Routed", "PersonalDataCorrected", "Withdrawn", "PersonalDataErased")
PAPERS = ("acknowledgement.pdf", "decree.pdf", "decree.html", "draft.pdf", "inspection-report.pdf")


@pytest.fixture(scope="module")
def place(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forgetful]:
    with database(cluster) as url, forgetful(url, tmp_path_factory.mktemp("forgetful")) as place:
        yield place


def leaves(url: str, case: Case) -> list[tuple[int, bytes, bool]]:
    """Position and leaf of each event but the last one, and whether the leaf is still that of what is stored."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT notification_id, leaf, leaf = ledger.leaf(notification_id, originator_id, originator_version,"
            " topic, state, recorded_at, actor, role) FROM ledger.events WHERE originator_id = %s"
            " AND topic <> 'PersonalDataErased' ORDER BY 1",
            (UUID(case.id),),
        ).fetchall()


@pytest.mark.timeout(120)
def test_a_drill_finds_the_person_before_an_erasure_and_nobody_afterwards(
    cluster: EmbeddedPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = tmp_path / "office.log"
    output = logs.open("w", encoding="utf-8")
    atexit.register(output.close)  # a logger keeps the output that it was first used with
    monkeypatch.setattr("sys.stdout", output)
    with database(cluster) as url, forgetful(url, tmp_path / "data", "DEBUG") as place:
        _found_and_then_not(place, logs)


def _found_and_then_not(place: Forgetful, log: Path) -> None:
    case = place.withdrawn("KTP", "Ijazah")
    place.delivered()
    place.exported()
    before, proof, stored = place.drill_opened(), leaves(place.url, case), place.objects()

    assert ALL <= {n for _, n in before.hits}
    # What is sealed is sealed: in clear are her account, in the list of her own files, and a demo's letters.
    assert {"read.cases", "file"} == {re.split(r"[ \d]|_\d", name)[0] for name, _ in place.drill().hits}

    view = place.erase(case)
    place.sweep()
    place.exported()

    logs = log.read_bytes()
    assert (MASK, "withdrawn", None) == (view["applicant"]["name"], view["status"], view.get("tracking_code"))
    assert [] == place.drill_opened().hits
    assert [] == place.drill(("logs", logs)).hits
    assert b"/v1/applications/{permit_id}/erasure" in logs
    assert 15 < place.drill().places
    assert stored - 18 <= place.objects() < stored
    assert proof == leaves(place.url, case)
    assert all(holds for _, _, holds in proof)


def test_what_is_in_clear_would_be_found() -> None:
    kept = {name: f"x{text}x".encode() for name, text in enumerate(TELLING)}

    assert ALL == {n for _, n in look([(str(name), content) for name, content in kept.items()], TELLING).hits}


def test_a_forgotten_file_answers_sensibly_whatever_is_asked(place: Forgetful) -> None:
    case = place.withdrawn()
    document = case.view()["documents"][0]["sha256"]
    place.erase(case)

    assert MASK == case.view("auditor")["applicant"]["nik"]
    items = case.by("auditor").get(f"{case.path}/timeline").json()["items"]
    assert TIMELINE == tuple(item["fact"] for item in items)
    assert {MASK} == {item["by"]["sub"] for item in items if item["by"]["role"] == "pemohon"}
    assert (404, "application-not-found") == told(case.applicant.get(case.path))
    for paper in (*PAPERS, f"documents/{document}"):
        gone = case.by("front_office").get(f"{case.path}/{paper}")
        assert (410, "personal-data-erased") == told(gone)
    number = case.view()["number"]
    assert 404 == place.product.get(f"/public/track?number={number}&code=AAAAAAAA").status_code
    for role, action, body in (
        ("pemohon", "withdrawal", {"reason": "Batal."}),
        ("front_office", "correction", {"applicant": {"name": "Lain"}, "reason": "Salah."}),
    ):
        assert case.act(role, action, body).status_code in (404, 409)
    again = place.product.person("admin").post(f"{case.path}/erasure", ERASURE)
    assert (409, "wrong-step") == told(again)
    assert "sudah dihapus" in again.json()["detail"]


def test_lists_know_the_forgotten_file_but_not_whose_it_was(place: Forgetful) -> None:
    case = place.withdrawn()
    number = case.view()["number"]
    answer = place.product.person("admin").post(f"{case.path}/erasure", ERASURE)
    place.caught_up(answer.headers["X-Position"])

    of_office = case.by("auditor").get(f"/v1/applications?number={number}").json()["items"]
    of_person = place.applicant.get(f"/v1/applications?number={number}").json()["items"]

    assert ([case.id], []) == ([each["id"] for each in of_office], of_person)


def test_what_another_file_of_the_same_person_names_stays(place: Forgetful) -> None:
    kept = place.submitted("KTP bersama")
    gone = place.withdrawn("KTP bersama", "Ijazah sendiri")
    shared, alone = (each["sha256"] for each in gone.view()["documents"][:2])

    place.erase(gone)
    place.sweep()

    assert 200 == kept.applicant.get(f"{kept.path}/documents/{shared}").status_code
    assert place.archive.copies(shared)
    assert [] == place.archive.copies(alone)


def test_an_upload_that_no_application_names_is_taken_back(place: Forgetful) -> None:
    named = place.submitted("KTP saja").view()["documents"][0]["sha256"]
    spare = place.applicant.upload(a_pdf("Keliru")).json()["sha256"]

    def discarded(sha256: str, role: str = "pemohon") -> Response:
        by = place.applicant if role == "pemohon" else place.product.person(role)
        return place.product.ask("DELETE", f"/v1/documents/{sha256}", headers=dict(by.headers))

    assert (409, "upload-in-use") == told(discarded(named))
    assert (403, "role-not-permitted") == told(discarded(spare, "dinas_teknis"))
    assert spare == discarded(spare).json()["sha256"]
    assert (404, "document-not-found") == told(discarded(spare))
    assert place.archive.copies(spare)
    place.sweep()
    assert [] == place.archive.copies(spare)


def test_a_retry_is_answered_as_the_first_time_and_a_rehearsal_destroys_nothing(place: Forgetful) -> None:
    case, admin = place.withdrawn(), place.product.person("admin")

    rehearsed = admin.post(f"{case.path}/erasure?dry_run=true", ERASURE)
    assert ["PersonalDataErased"] == [fact["fact"] for fact in rehearsed.json()["facts"]]
    assert "Zulaikha" in case.view()["applicant"]["name"]

    first, second = (admin.post(f"{case.path}/erasure", ERASURE, idempotency_key="hapus-1") for _ in range(2))
    assert [200, 200] == [first.status_code, second.status_code]
    assert "true" == second.headers["Idempotent-Replayed"]
    assert first.json() == second.json()


def test_what_was_asked_before_is_answered_without_the_person(place: Forgetful) -> None:
    case = place.submitted()
    first = case.act("pemohon", "withdrawal", {"reason": "Batal."}, idempotency_key="batal-1")
    place.erase(case)

    again = case.act("pemohon", "withdrawal", {"reason": "Batal."}, idempotency_key="batal-1")

    assert "Zulaikha" in first.json()["applicant"]["name"]
    assert ("true", MASK) == (again.headers["Idempotent-Replayed"], again.json()["applicant"]["name"])


@pytest.mark.parametrize(
    ("role", "expected"),
    [("front_office", (403, "role-not-permitted")), ("auditor", (403, "role-not-permitted"))],
)
def test_only_an_administrator_forgets(place: Forgetful, role: str, expected: tuple[int, str]) -> None:
    case = place.withdrawn()

    assert expected == told(case.act(role, "erasure", ERASURE))


def test_the_law_keeps_what_is_running_and_what_was_decided(place: Forgetful) -> None:
    admin = place.product.person("admin")
    running, decided = rejected(place.product), case_at(place.product, 8).signed_quickly()

    for case, law in ((running, "Pasal 15 ayat (1) huruf c"), (decided, "UU 43/2009 Pasal 48")):
        refused = admin.post(f"{case.path}/erasure", ERASURE)
        assert (409, "must-be-kept") == told(refused)
        assert any(law in each for each in refused.json()["law"])
        assert law in refused.json()["detail"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"ground": "because", "reason": "Permintaan tertulis."}, "/ground"),
        ({"ground": "subject_request", "reason": "ya"}, "/reason"),
        ({"ground": "subject_request", "reason": f"Permintaan {SUB} sendiri."}, "/reason"),
    ],
)
def test_a_decision_needs_a_ground_and_a_reason_that_names_nobody(place: Forgetful, body: object, fault: str) -> None:
    case = place.withdrawn()

    refused = place.product.person("admin").post(f"{case.path}/erasure", body)

    assert 422 == refused.status_code
    assert [fault] == [each["pointer"] for each in refused.json()["errors"]]


def test_the_database_destroys_no_key_of_anybody_else(place: Forgetful) -> None:
    case = place.submitted()
    for url in (place.url, as_role(place.url, APP)):
        with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT ledger.forget(%s, '{}', '{}', '{}')", (UUID(case.id),))
    with psycopg.connect(as_role(place.url, APP)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM ledger.keys")
