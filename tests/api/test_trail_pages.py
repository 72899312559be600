"""The auditor's pages: for auditors alone, logged as the API is, and each wrong question told at its field."""

import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from httpx2 import Response

from api.pages.trail.data import Records, data_in
from api.pages.trail.findings import KIND
from api.pages.trail.labels import LABEL, NO_FIELDS
from api.pages.trail.words import ACTION, FACT, READ_MODEL
from api.trail.export_query import ExportQuery
from api.trail.question import Listed
from application.access.access import Action
from application.schema import SCHEMA
from domain.conformance import Deviation
from tests.api.casework import Case, case_at, rejected, submission
from tests.api.product import Json, Person, Product
from tests.api.publishing import once_more

FORM = "application/x-www-form-urlencoded"
REASON = "Pengaduan 14/2026 kepada inspektorat."
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    """A file that was sent back and repaired."""
    case = rejected(product)
    case.done("pemohon", "submissions", submission())
    return case


@pytest.fixture(scope="module")
def auditor(product: Product, case: Case) -> Person:
    assert case.id
    return product.person("auditor")


def page(person: Person, path: str, status: int = 200) -> str:
    answer = person.get(path, accept="text/html", accept_language="id")
    assert (status, True) == (answer.status_code, answer.headers["content-type"].startswith("text/html")), answer.text
    return unescape(answer.text)


def sent(person: Person, path: str, site: str = "same-origin", **form: str) -> Response:
    headers = {**person.headers, "Content-Type": FORM, "Accept": "text/html", "Sec-Fetch-Site": site}
    return person.product.ask("POST", path, content=urlencode(form), headers=headers)


def positions(text: str) -> list[int]:
    return [int(each) for each in re.findall(r'<th scope="row" class="num"><a href="/trail/(\d+)">', text)]


def link(text: str, rel: str) -> str:
    return unescape(re.findall(rf'rel="{rel}" href="([^"]+)"', text)[0])


def test_nobody_but_auditors_gets_in_and_strangers_are_asked_to_sign_in(product: Product, case: Case) -> None:
    about = f"/trail/applications/{case.id}"
    rooms = ("", "/1", "/access", "/exports", "/exports/file?format=csv", "/conformance", "/completeness", "/people")
    gets = [*(f"/trail{each}" for each in rooms), *(f"{about}/{each}" for each in ("submissions", "drafts", "unmask"))]
    posts = ("/trail/check", "/trail/completeness", "/trail/people", "/trail/people/paper", f"{about}/unmask")

    for path in gets:
        stranger = product.get(path, accept="text/html")
        assert (303, f"/login?next={quote(path)}") == (stranger.status_code, stranger.headers["location"]), path
        assert "hanya untuk auditor" in page(product.person("supervisor"), path, 403), path
    for path in posts:
        assert 303 == product.ask("POST", path, content=b"", headers={"Accept": "text/html"}).status_code, path
        assert 403 == sent(product.person("kabid"), path, reason=REASON).status_code, path


def test_the_whole_trail_is_walked_there_and_back(auditor: Person) -> None:
    first = page(auditor, "/trail?limit=2")
    second = page(auditor, link(first, "next"))
    third = page(auditor, link(second, "next"))
    walked = positions(first) + positions(second) + positions(third)

    assert walked == list(range(walked[0], walked[0] - 6, -1))
    assert positions(second) == positions(page(auditor, link(third, "prev")))
    assert positions(first) == positions(page(auditor, link(page(auditor, link(third, "prev")), "prev")))
    from_the_beginning = page(auditor, "/trail?order=asc&limit=2")
    assert [1, 2] == positions(from_the_beginning)
    assert [3, 4] == positions(page(auditor, link(from_the_beginning, "next")))
    assert 'rel="prev"' not in first + from_the_beginning


def test_a_file_is_found_by_number_or_id_and_told_in_its_own_words(case: Case, auditor: Person) -> None:
    number = str(case.view()["number"])
    by_number, by_id = page(auditor, f"/trail?number={number}&order=asc"), page(auditor, f"/trail?number={case.id}")

    assert positions(by_number) == positions(by_id)[::-1]
    assert f'value="{case.id}"' in by_id
    assert "Berkas dikembalikan kepada pemohon: " in by_number
    assert "Perbaikan permohonan diajukan (putaran 2)." in by_number
    assert "Tidak ada kejadian yang sesuai." in page(auditor, "/trail?number=REG-0")
    assert "2 Verified" not in page(auditor, f"/trail?number={number}&fact=Submitted&fact=Rejected")
    assert 3 == len(positions(page(auditor, f"/trail?application={case.id}&fact=Submitted&fact=Rejected")))


def test_only_the_newest_of_the_newest_is_told_of_news(case: Case, auditor: Person) -> None:
    text = page(auditor, f"/trail?application={case.id}&from=2026-11-23T00:00&fact=Submitted")
    (live,) = re.findall(r'data-live="([^"]+)"', text)
    (api,) = re.findall(r'href="(/v1/events\?[^"]+)"', text)
    head = int(live.rpartition("=")[2])

    assert [200, 200] == [auditor.get(each).status_code for each in (f"{live}&before={head + 1}", api)]
    assert live.startswith("/v1/events/stream?")
    assert {f"application={case.id}", "fact=Submitted", "from=2026-11-22T16%3A00%3A00Z"} <= set(
        live.partition("?")[2].split("&")
    )
    assert "data-live" not in page(auditor, "/trail?order=asc") + page(auditor, "/trail?before=5")
    assert "<script" not in page(auditor, "/trail/1")


@pytest.mark.parametrize(
    ("path", "field", "said"),
    [
        ("/trail?foo=1", "foo", "Isian ini tidak dikenal."),
        ("/trail?step=x", "step", "bilangan bulat"),
        ("/trail?from=2026-13-01", "from", "harus berupa tanggal yang ada"),
        ("/trail?from=2026-11-24&to=2026-11-23", "to", "harus sesudah awalnya"),
        ("/trail?recorded_from=2026-11-24&recorded_to=2026-11-23", "recorded_to", "harus sesudah awalnya"),
        ("/trail?after=9&before=9", "before", "harus lebih besar"),
        ("/trail?fact=Nothing", "fact", "Tidak ada fakta"),
        ("/trail?application=x", "number", "UUID"),
        ("/trail?cursor=x", "", "Penunjuk halaman ini bukan dari daftar ini."),
        ("/trail?newer=x", "", "Penunjuk halaman ini bukan dari daftar ini."),
        ("/trail/access?foo=1", "foo", "Isian ini tidak dikenal."),
        ("/trail/access?from=2026-11-24&to=2026-11-23", "to", "harus sesudah awalnya"),
        ("/trail/access?application=REG-0", "application", "UUID"),
        ("/trail/access?cursor=x", "", "Penunjuk halaman ini bukan dari daftar ini."),
        ("/trail/exports?cursor=x", "", "Penunjuk halaman ini bukan dari daftar ini."),
        ("/trail/exports/file?format=doc", "format", ""),
        ("/trail/exports/file?after=999999999", "after", "Jejak berakhir pada posisi"),
    ],
)
def test_a_wrong_question_is_told_at_its_field_and_the_page_stays(
    auditor: Person, path: str, field: str, said: str
) -> None:
    text = page(auditor, path, 422)
    summary = text[text.index('role="alert"') : text.index("</div>", text.index('role="alert"'))]

    assert "<title>Kesalahan: " in text
    assert said in summary
    if field in LABEL and field != "fact":
        assert f'href="#{field}"' in summary
        assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', text), text


def test_what_is_not_there_is_told_as_such(case: Case, auditor: Person) -> None:
    for path in ("/trail/999999999", f"/trail/applications/{NOWHERE}/unmask", f"/trail/applications/{NOWHERE}/drafts"):
        assert 'role="alert"' in page(auditor, path, 404), path
    assert 422 == auditor.get(f"/trail/{2**63}", accept="text/html").status_code
    for path in ("0", "x", "-1"):
        assert auditor.get(f"/trail/{path}", accept="text/html").status_code in (404, 422)
    about = f"/trail/applications/{case.id}"
    for query in (
        "drafts",
        "submissions?to=9",
        "submissions?from=x",
        "submissions?to=%C2%B2",
        f"submissions?to={'9' * 5000}",
        "drafts?to=1",
    ):
        assert 404 == auditor.get(f"{about}/{query}", accept="text/html").status_code, query
    assert 422 == auditor.get("/trail/conformance?cursor=x", accept="text/html").status_code


def test_an_event_is_shown_with_what_stands_around_it_and_its_proof(case: Case, auditor: Person) -> None:
    auditor.product.get("/v1/checkpoint")
    (first, *_) = auditor.get(f"/v1/events?application={case.id}&fact=Submitted&order=desc").json()["items"]
    text = page(auditor, f"/trail/{first['position']}")

    assert "Terbukti dalam titik segel" in text
    for said in (first["leaf"], first["correlation"], "applicant.nik", "•••", f"/trail/{first['position'] - 1}"):
        assert said in text
    assert f"/trail/applications/{case.id}/submissions?to=2" in text
    assert f'"position": {first["position"]}' in text
    compared = page(auditor, f"/trail/applications/{case.id}/submissions?to=2")
    assert "Pengajuan 1 dan 2" in compared


def test_what_happened_in_the_office_is_told_too(product: Product, auditor: Person) -> None:
    assert 201 == product.person("admin").post("/v1/calendar", once_more(product, 2027)).status_code
    (published, *_) = auditor.get("/v1/events?fact=CalendarPublished&order=desc").json()["items"]

    text = page(auditor, f"/trail/{published['position']}")

    assert re.search(r"<h1>Kalender kerja \d{4} versi .+ diterbitkan\.", text)
    assert "kantor, bukan permohonan" in text
    assert "/unmask" not in text


def test_two_drafts_are_compared_from_the_last_one_back(product: Product, auditor: Person) -> None:
    case = case_at(product, 6)
    case.done("kabid", "return", {"reason": "Masa berlaku keliru."})
    case.done("back_office", "draft", {"kind": "permit"})
    (newest, *_) = auditor.get(f"/v1/events?application={case.id}&fact=Drafted&order=desc").json()["items"]
    about = f"/trail/applications/{case.id}/drafts"

    assert f"{about}?to={newest['data']['sha256']}" in page(auditor, f"/trail/{newest['position']}")
    for query in ("", f"?to={newest['data']['sha256']}", "?from=1&to=2"):
        assert "Draf 1 dan 2" in page(auditor, f"{about}{query}")


def test_data_are_shown_for_a_noted_reason_and_never_by_an_address(case: Case, auditor: Person) -> None:
    path, applicant = f"/trail/applications/{case.id}/unmask", case.permit().applicant
    before = accesses(auditor, case, "unmask")

    assert applicant.nik not in page(auditor, f"{path}?reason={quote(REASON)}")
    for reason in ("audit", f"Tentang {applicant.name}", ""):
        refused = sent(auditor, path, reason=reason)
        assert (422, True) == (refused.status_code, 'aria-invalid="true"' in refused.text), reason
    assert before == accesses(auditor, case, "unmask")
    assert 403 == sent(auditor, path, site="cross-site", reason=REASON).status_code
    assert "cross-site-request" == accesses(auditor, case, "unmask")[0]["outcome"]
    shown = sent(auditor, path, reason=REASON)
    assert (200, True) == (shown.status_code, applicant.nik in shown.text)
    noted = accesses(auditor, case, "unmask")[0]
    assert ("unmaskApplication", REASON) == (noted["operation"], noted["reason"])


def test_the_report_on_a_person_is_found_by_application_or_account(case: Case, auditor: Person) -> None:
    applicant, number = case.permit().applicant, str(case.view()["number"])

    for named in ({"number": number}, {"sub": "siti"}):
        shown = sent(auditor, "/trail/people", reason=REASON, **named)
        assert (200, True) == (shown.status_code, applicant.nik in shown.text)
    paper = sent(auditor, "/trail/people/paper", reason=REASON, number=number)
    assert (200, "application/pdf") == (paper.status_code, paper.headers["content-type"])
    for wrong in ({}, {"number": "REG-0"}, {"sub": "nobody"}):
        assert 422 == sent(auditor, "/trail/people", reason=REASON, **wrong).status_code, wrong
    for reason in ("audit", f"Tentang {applicant.name}"):
        for path in ("/trail/people", "/trail/people/paper"):
            refused = sent(auditor, path, reason=reason, number=number)
            assert (422, True) == (refused.status_code, 'id="reason-fault"' in refused.text)


def test_the_access_log_is_filtered_by_number_and_looks_into_it_are_logged(case: Case, auditor: Person) -> None:
    case.view("front_office")
    text = page(auditor, f"/trail/access?application={case.view()['number']}&limit=1&action=read_case")

    assert "Membuka permohonan" in text
    assert "Membuka permohonan" in page(auditor, link(text, "next"))
    looked = auditor.get("/v1/access-log?action=read_access_log&limit=1").json()["items"][0]
    assert "listAccesses" == looked["operation"]


def test_an_export_from_the_page_is_noted_and_a_wrong_one_is_not(auditor: Person, case: Case) -> None:
    def noted() -> list[str]:
        return [each["id"] for each in auditor.get("/v1/exports").json()["items"]]

    before = noted()
    page(auditor, "/trail/exports/file?format=csv&step=x", 422)
    assert before == noted()
    file = auditor.get(f"/trail/exports/file?format=csv&include=all&application={case.id}", accept="text/html")
    assert (200, True) == (file.status_code, "attachment" in file.headers["content-disposition"])
    assert file.headers["x-export-id"] == noted()[0]
    assert f"application={case.id}" in page(auditor, "/trail/exports")


def test_conformance_is_judged_stretch_by_stretch_with_totals_that_add_up(auditor: Person) -> None:
    text = page(auditor, "/trail/conformance?lateness=")
    whole = auditor.get("/v1/conformance?limit=200").json()

    assert f'<strong class="number">{whole["examined"]}</strong>' in text or 'rel="next"' in text
    page(auditor, "/trail/conformance?lateness=true")


def test_every_name_has_its_words() -> None:
    assert set(SCHEMA.facts) == set(FACT)
    assert set(Action) == set(ACTION)
    assert set(Deviation) == set(KIND)
    assert {"inbox", "cases", "alarms", "sla", "signals", "register"} == set(READ_MODEL)
    asked = {each.alias or name for model in (Listed, ExportQuery) for name, each in model.model_fields.items()}
    assert set() == asked - set(LABEL) - set(NO_FIELDS)


def test_records_are_tables_and_everything_else_has_its_way() -> None:
    said: Json = {
        "note": None,
        "report": {"number": "1", "inspectors": [{"name": "A", "nip": None}, {"name": "B"}]},
        "fields": ["name", "nik"],
        "empty": [],
    }

    found = data_in(said)

    assert [("note", None), ("report.number", "1"), ("fields.1", "name"), ("fields.2", "nik"), ("empty", [])] == list(
        found.pairs
    )
    rows: list[Json] = [{"name": "A", "nip": None}, {"name": "B"}]
    assert [Records(name="report.inspectors", columns=["name"], rows=rows)] == list(found.lists)


def accesses(auditor: Person, case: Case, action: str) -> list[Json]:
    found: list[Json] = auditor.get(f"/v1/access-log?application={case.id}&action={action}").json()["items"]
    return found
