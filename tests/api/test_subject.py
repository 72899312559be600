"""What is known of one person: seen by themselves, by others with a reason that is kept, and put right."""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import orjson
import psycopg
import pytest

from api.personal.subject_view import LETTERS
from application.postgres.database import APP, as_role
from application.postgres.embedded import EmbeddedPostgres
from application.vault import Opened, commitment
from domain.applicant_letters import TO_APPLICANTS
from domain.personal import MASK
from tests.api.casework import Case, walked
from tests.api.erasing import APPLICANT, CORRECTED_EMAIL, NAME, SUB, Forgetful, forgetful
from tests.api.product import Json, faults, told
from tests.application.ledgers import database
from tests.pdf_text import pages

REASON = "Pemeriksaan khusus, surat tugas 700/12/INSP/2026."


@pytest.fixture(scope="module")
def place(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forgetful]:
    with database(cluster) as url, forgetful(url, tmp_path_factory.mktemp("subject")) as place:
        yield place


@pytest.fixture(scope="module")
def case(place: Forgetful) -> Case:
    case = place.withdrawn("KTP", "Ijazah")
    place.delivered()
    return case


def unmasked(case: Case, reason: str = REASON, role: str = "auditor") -> Any:
    return case.by(role).post(f"{case.path}/unmask", {"reason": reason})


def test_an_auditor_sees_masks_until_a_reason_was_given(case: Case) -> None:
    auditor = case.by("auditor")
    masked = [auditor.get(case.path).text, auditor.get(f"{case.path}/timeline").text]
    assert not [text for text in masked if APPLICANT["nik"] in text or NAME in text]

    answer = unmasked(case)

    assert {**APPLICANT, "email": CORRECTED_EMAIL} == answer.json()["applicant"]
    assert "no-store" == answer.headers["Cache-Control"]


def test_an_unmasked_line_can_be_checked_against_what_is_stored(case: Case) -> None:
    items: list[Json] = unmasked(case).json()["items"]

    checked = [checkable(item, path, salt) for item in items for path, salt in item.get("salts", {}).items()]
    assert len(checked) > 12
    assert all(checked)
    submitted = items[0]
    assert (NAME, SUB) == (submitted["data"]["applicant"]["name"], submitted["by"]["sub"])
    assert MASK == submitted["data"]["tracking_code"]
    assert not re.search(r"fact\.(document_keys|tracking_code)", str(submitted["salts"]))


def checkable(item: Json, path: str, salt: str) -> bool:
    """Whether value and salt make the commitment that stands in the stored state."""
    shown: Any = item
    sealed: Any = orjson.loads(b64decode(item["state"]))
    for name in path.split("."):
        shown, sealed = shown["data" if name == "fact" else name], sealed[name]
    return bool(sealed["c"] == commitment(Opened(orjson.dumps(shown), b64decode(salt)), path))


def test_who_was_shown_what_is_kept_for_ever_with_a_leaf_of_its_own(place: Forgetful, case: Case) -> None:
    n = unmasked(case).json()["disclosure"]

    with psycopg.connect(place.url) as connection:
        rows = connection.execute(
            "SELECT n, role, reason, fields, leaf = ledger.disclosure_leaf(n, at, actor, role, application, fields,"
            " reason) FROM ledger.disclosures ORDER BY n"
        ).fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE ledger.disclosures SET reason = 'x'")
    assert list(range(1, n + 1)) == [row[0] for row in rows]
    assert ("auditor", REASON, True) == (rows[-1][1], rows[-1][2], rows[-1][4])
    assert {"by.sub", "fact.applicant.nik", "fact.reason"} <= set(rows[-1][3])
    with psycopg.connect(as_role(place.url, APP)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM ledger.disclosures")


def test_without_a_reason_and_to_others_nothing_is_unmasked(place: Forgetful, case: Case) -> None:
    assert ["/reason"] == [pointer for pointer, _ in faults(unmasked(case, "audit"))]
    assert [("/reason", "names_the_person")] == faults(unmasked(case, f"Pemeriksaan atas {NAME}."))
    assert (403, "role-not-permitted") == told(unmasked(case, role="supervisor"))
    assert (403, "role-not-permitted") == told(unmasked(case, role="admin"))
    unknown = place.product.person("auditor").post(
        "/v1/applications/00000000-0000-4000-8000-000000000000/unmask", {"reason": REASON}
    )
    assert (404, "application-not-found") == told(unknown)


def test_who_was_forgotten_is_shown_to_nobody(place: Forgetful) -> None:
    gone = place.withdrawn()
    place.erase(gone)

    assert (410, "personal-data-erased") == told(unmasked(gone))


def test_a_person_reads_all_that_is_known_of_them_and_was_done_with_it(place: Forgetful, case: Case) -> None:
    unmasked(case)
    report = place.applicant.get("/v1/my/data").json()

    mine = next(each for each in report["applications"] if each["id"] == case.id)
    assert [NAME] == report["subject"]["names"]
    assert ["Submitted", "PersonalDataCorrected"] == [each["fact"] for each in mine["recorded"]]
    assert APPLICANT == mine["recorded"][0]["applicant"]
    assert 18 == len(mine["documents"]) <= len(report["uploads"])
    assert ["Submitted", "Routed", "PersonalDataCorrected", "Withdrawn"] == [
        each["fact"] for each in mine["processing"]
    ]
    assert {"pemohon"} == {each["role"] for each in mine["processing"]}
    assert ["received"] == [each["kind"] for each in mine["letters"]]
    assert REASON in {each["reason"] for each in mine["disclosures"]}
    assert (True, []) == (mine["retention"]["erasable"], mine["retention"]["law"])


@pytest.mark.usefixtures("case")
def test_the_same_on_paper(place: Forgetful) -> None:
    paper = place.applicant.get("/v1/my/data.pdf")

    text = " ".join(pages(paper.content))
    assert "application/pdf" == paper.headers["content-type"]
    for told_there in ("LAPORANDATAPRIBADI", APPLICANT["nik"], "Permohonandibatalkanolehpemohon", "Pasal8dan15"):
        assert told_there in text.replace(" ", "").replace("\n", "")


def test_others_read_it_with_a_reason_which_is_noted(place: Forgetful, case: Case) -> None:
    path = f"/v1/subjects/{SUB}/report?reason=Permintaan+akses+tertulis+tanggal+23"
    for role in ("admin", "auditor"):
        answer = place.product.person(role).get(path)
        mine = next(each for each in answer.json()["applications"] if each["id"] == case.id)
        noted = mine["disclosures"][-1]
        assert (role, ["report"]) == (noted["role"], noted["fields"])
    assert 200 == place.product.person("admin").get(path.replace("report?", "report.pdf?")).status_code
    assert (403, "role-not-permitted") == told(place.product.person("supervisor").get(path))
    assert (403, "role-not-permitted") == told(place.product.person("auditor").get("/v1/my/data"))
    assert (403, "role-not-permitted") == told(place.product.person("auditor").get("/v1/my/data.pdf"))
    assert 422 == place.product.person("admin").get(f"/v1/subjects/{SUB}/report").status_code
    named = place.product.person("admin").get(f"/v1/subjects/{SUB}/report?reason=Permintaan+{SUB}")
    assert [("/reason", "names_the_person")] == faults(named)
    unknown = place.product.person("admin").get("/v1/subjects/nobody/report?reason=Permintaan+akses")
    assert (404, "subject-not-found") == told(unknown)


def test_data_are_put_right_by_the_front_office_and_everyone_sees_them_so(place: Forgetful) -> None:
    case = place.submitted()
    body = {"applicant": {"name": "Zulaikha Davila", "phone": "+62 852 0000 111"}, "reason": "Menurut KTP."}
    rehearsed = case.act("front_office", "correction?dry_run=true", body)
    assert ["PersonalDataCorrected"] == [fact["fact"] for fact in rehearsed.json()["facts"]]

    first, again = (case.act("front_office", "correction", body, idempotency_key="koreksi-1") for _ in range(2))

    assert "Zulaikha Davila" == first.json()["applicant"]["name"]
    assert (first.json(), "true") == (again.json(), again.headers["Idempotent-Replayed"])
    assert "Zulaikha Davila" == case.view("pemohon")["applicant"]["name"]
    item = case.by("auditor").get(f"{case.path}/timeline").json()["items"][-1]
    assert (MASK, MASK, ["name", "phone"]) == tuple(item["data"][name] for name in ("applicant", "reason", "fields"))


def test_a_correction_says_something_and_something_else_than_before(place: Forgetful) -> None:
    case = place.submitted()

    assert [("/applicant", "required")] == faults(case.act("pemohon", "correction", {"applicant": {}, "reason": "x"}))
    same = {"applicant": {"nik": APPLICANT["nik"]}, "reason": "Salah."}
    assert [("", "unchanged")] == faults(case.act("pemohon", "correction", same))
    assert (403, "role-not-permitted") == told(case.act("kabid", "correction", same))
    other = place.product.person("pemohon", "somebody")
    assert (404, "application-not-found") == told(other.post(f"{case.path}/correction", same))


def test_a_draft_must_come_back_before_its_data_are_put_right(place: Forgetful) -> None:
    case = walked(place.submitted(), 6)
    body = {"applicant": {"name": "Zulaikha Davila"}, "reason": "Menurut KTP."}
    before = case.draft_sha256()

    refused = case.act("pemohon", "correction", body)
    assert (409, "wrong-step") == told(refused)
    assert "Kembalikan draf" in refused.json()["detail"]

    case.done("kabid", "return", {"reason": "Nama salah."})
    assert 200 == case.act("pemohon", "correction", body).status_code
    assert "draft" not in case.view("back_office")
    assert (404, "document-not-found") == told(case.by("back_office").get(f"{case.path}/draft.pdf"))
    case.done("back_office", "draft", {"kind": "permit"})
    assert before != case.draft_sha256()


def test_whoever_saw_or_decided_something_about_a_person_stands_in_the_access_log(place: Forgetful, case: Case) -> None:
    gone = place.withdrawn()
    place.erase(gone)
    unmasked(case)
    unmasked(case, role="supervisor")
    place.product.person("admin").get(f"/v1/subjects/{SUB}/report?reason=Permintaan+akses+tertulis")
    place.applicant.get("/v1/my/data")
    place.product.person("auditor").get(f"/v1/events?application={case.id}&limit=1")

    log = place.product.person("auditor").get(f"/v1/access-log?subject={SUB}&limit=200").json()["items"]
    of_the_case = [each for each in log if each["application"] == case.id]
    deeds = {(each["action"], each["operation"], each["outcome"], each["by"]["sub"]) for each in of_the_case}
    assert {
        ("order", "postCorrection", "ok", MASK),
        ("unmask", "unmaskApplication", "ok", "demo-auditor"),
        ("unmask", "unmaskApplication", "role-not-permitted", "demo-supervisor"),
        ("unmask", "readSubjectReport", "ok", "demo-admin"),
        ("read_case", "readMyData", "ok", MASK),
        ("read_trail", "listEvents", "ok", "demo-auditor"),
    } <= deeds
    assert {REASON, "Permintaan akses tertulis", None} <= {each["reason"] for each in of_the_case}
    erased = place.product.person("auditor").get(f"/v1/access-log?application={gone.id}&action=order").json()["items"]
    assert [("postErasure", "demo-admin"), ("postCorrection", MASK)] == [
        (each["operation"], each["by"]["sub"]) for each in erased
    ]
    assert SUB not in str(log).replace(f"subject={SUB}", "")


def test_every_letter_to_an_applicant_has_a_name_on_the_paper() -> None:
    assert set(TO_APPLICANTS) == set(LETTERS)
