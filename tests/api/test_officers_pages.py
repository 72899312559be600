"""Officers' pages over HTTP: what their forms send, refuse and keep; papers beside them; several signatures at once."""

import re
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from tests.api.browser import Browser
from tests.api.casework import Case, a_pdf, case_at, caught_up, inspection, rejected, submission, submitted
from tests.api.product import Product
from tests.api.test_access_log import logged

HTML = "text/html"
FORM = "application/x-www-form-urlencoded"
SIGNING = "/queues/kepala_dinas/signing"


def sent(case: Case, role: str, action: str, fields: dict[str, str]) -> Response:
    return case.by(role).send(f"/applications/{case.id}/{action}", urlencode(fields).encode(), FORM)


def page_of(case: Case, role: str) -> str:
    return case.by(role).get(f"/applications/{case.id}?lang=id", accept=HTML).text


def checklist(case: Case, *refused: str) -> dict[str, str]:
    codes = [each["requirement"] for each in case.view()["documents"]]
    return {
        name: value
        for n, code in enumerate(codes)
        for name, value in (
            (f"checklist.{n}.requirement", code),
            (f"checklist.{n}.accepted:bool", "false" if code in refused else "true"),
        )
    }


def value_of(text: str, name: str) -> str:
    field = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', text)
    assert field, name
    return field[1]


def test_what_the_checklist_refused_becomes_deficiencies_in_usual_words(product: Product) -> None:
    case = submitted(product)
    fields = {**checklist(case, "R08", "R15"), "checklist.14.note": "Foto buram."}

    composing = sent(case, "front_office", "rejection", fields)

    assert 200 == composing.status_code
    assert "Masa sewa kurang dari 3 tahun." == value_of(composing.text, "deficiencies.0.finding")
    assert "Foto buram." == value_of(composing.text, "deficiencies.1.finding"), (
        "the officer's own words before usual ones"
    )
    one_more = sent(
        case, "front_office", "rejection", {**fields, "deficiencies.0.finding": "Kurang", "_add": "deficiencies"}
    )
    assert ("Kurang", "") == tuple(value_of(one_more.text, f"deficiencies.{n}.finding") for n in (0, 1))
    assert 2 == case.view()["step"], "nothing was sent so far"
    refused = sent(case, "front_office", "rejection", {**fields, "deficiencies.0.requirement": "R08"})
    assert (422, True) == (refused.status_code, '<a href="#verification-deficiencies.0.finding">' in refused.text)
    accepted = sent(case, "front_office", "verification", fields)
    assert (422, True) == (accepted.status_code, '<a href="#verification-checklist.7.accepted">' in accepted.text)


def test_a_form_that_is_shown_again_is_a_look_at_its_file(product: Product) -> None:
    case = submitted(product)
    sent(case, "front_office", "rejection", checklist(case, "R08"))
    sent(case, "front_office", "verification", {"note": "x" * 3000})

    seen = [(each["action"], each["operation"], each["outcome"]) for each in logged(product, f"application={case.id}")]

    assert ("read_case", "postRejection", "ok") in seen
    assert ("read_case", "postVerification", "ok") in seen


def test_a_paper_is_shown_in_the_page_and_nowhere_else(product: Product) -> None:
    case = case_at(product, 6)
    document = case.view()["documents"][0]["sha256"]
    officer = case.by("kabid")

    for path in (f"documents/{document}", "draft.pdf"):
        shown = officer.get(f"/applications/{case.id}/{path}")
        assert "default-src 'none'; frame-ancestors 'self'" == shown.headers["content-security-policy"]
        assert shown.headers["content-disposition"].startswith("inline;")
        assert "sandbox" == officer.get(f"{case.path}/{path}").headers["content-security-policy"]
    page = officer.get(f"/applications/{case.id}", accept=HTML)
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "frame-src" not in officer.get("/queues/kabid", accept=HTML).headers["content-security-policy"]
    assert 404 == case.by("pemohon").get(f"/applications/{case.id}/draft.pdf").status_code
    assert 404 == product.person("pemohon", "budi").get(f"/applications/{case.id}/documents/{document}").status_code
    assert 401 == product.get(f"/applications/{case.id}/draft.pdf").status_code


def test_the_inspection_leaves_out_what_nobody_looked_at_and_keeps_photographs_by_name(product: Product) -> None:
    case = case_at(product, 4)
    body = inspection()
    report, recommendation = body["report"], body["recommendation"]
    fields = {
        "report.number": report["number"],
        "report.inspected_on": report["inspected_on"],
        "report.location": "Jalan Ahmad Yani",
        "report.inspectors.0.name": "Dewi",
        "report.inspectors.0.position": "Ketua Tim",
        "report.findings.0.aspect": "Ruang belajar",
        "report.findings.0.requirement": "2 ruang",
        "report.findings.1.aspect": "Sanitasi",
        "report.findings.1.requirement": "Kamar kecil",
        "report.conclusion": "meets",
        "recommendation.number": recommendation["number"],
        "recommendation.verdict": "recommended",
    }

    nothing = sent(case, "dinas_teknis", "inspection-report", fields)
    assert (422, True) == (nothing.status_code, '<a href="#inspection-report-report.findings">' in nothing.text)
    assert "Sanitasi" in nothing.text, "what was offered is offered again"
    one = {**fields, "report.findings.1.observed": "Bersih", "report.findings.1.conforms:bool": "true"}
    foreign = sent(case, "dinas_teknis", "inspection-report", {**one, "documents.0.sha256": "0" * 64})
    assert 422 == foreign.status_code
    assert 303 == sent(case, "dinas_teknis", "inspection-report", one).status_code
    assert ["Sanitasi"] == [each["aspect"] for each in case.view("back_office")["inspection"]["report"]["findings"]]


@pytest.mark.parametrize(("content", "status"), [(b"no picture", 415), (b"x" * 6_000_000, 413)])
def test_a_photograph_that_is_none_is_refused_beside_its_field(product: Product, content: bytes, status: int) -> None:
    case = case_at(product, 4)
    officer = case.by("dinas_teknis")

    answer = product.ask(
        "POST",
        f"/applications/{case.id}/inspection-report",
        data={"report.location": "Di lapangan", "_photo": "1"},
        files={"file": ("foto.jpg", content, "image/jpeg")},
        headers={**officer.headers, "Accept": HTML},
    )

    assert status == answer.status_code
    assert "Kesalahan" in answer.text or status == 413
    assert "Di lapangan" in answer.text or status == 413
    assert 415 == officer.send(f"/applications/{case.id}/inspection-report", b"{}").status_code


def test_a_draft_is_read_before_it_is_sent_and_after_a_refused_inspection_there_is_one_kind(product: Product) -> None:
    case = case_at(product, 5)
    fields = {"kind": "permit", "valid_years:int": "3", "_key": "k-9"}

    preview = sent(case, "back_office", "draft", {**fields, "_preview": "1"})

    assert 200 == preview.status_code
    assert "berlaku selama 3 (tiga) tahun" in preview.text
    assert "draft" not in case.view("back_office")
    wrong = sent(case, "back_office", "draft", {"kind": "refusal", "_preview": "1"})
    assert (422, True) == (wrong.status_code, '<a href="#draft-reasons">' in wrong.text)
    assert 303 == sent(case, "back_office", "draft", fields).status_code
    assert 3 == case.view("back_office")["draft"]["valid_years"]

    refused = case_at(product, 4)
    refused.done("dinas_teknis", "inspection-report", inspection("not_recommended"))
    text = page_of(refused, "back_office")
    assert "Dinas Teknis tidak merekomendasikan" in text
    assert 'value="permit"' not in text


def test_one_passphrase_signs_what_was_read_and_a_wrong_one_stops_at_the_first(product: Product) -> None:
    head, cases = product.person("kepala_dinas"), [case_at(product, 8) for _ in range(2)]
    caught_up(cases[-1])
    read = {f"read.{case.id}": case.draft_sha256() for case in cases}

    def signed(**fields: str) -> Response:
        return head.send(SIGNING, urlencode({**read, **fields}).encode(), FORM)

    wrong = signed(passphrase="salah sekali")
    assert 422 == wrong.status_code
    assert 1 == wrong.text.count("Frasa sandi (passphrase) salah.")
    assert "Belum dicoba." in wrong.text
    assert "salah sekali" not in wrong.text
    assert 2 == wrong.text.count(" checked>"), "what was said to be read need not be said again"
    assert [8, 8] == [case.view()["step"] for case in cases]
    assert 422 == signed().status_code
    read[f"read.{cases[0].id}"] = "0" * 64
    read[f"read.{submitted(product).id}"] = "0" * 64  # not the head's to know of
    some = signed(passphrase="demo", _key="k")
    assert 409 == some.status_code, "the draft is another one than was read"
    assert "1 dari 2 ditandatangani" in some.text
    assert [8, 9] == [case.view()["step"] for case in cases]
    assert ("refused_command", "wrong-passphrase") in [
        (each["action"], each["outcome"]) for each in logged(product, f"application={cases[0].id}")
    ]
    assert 403 == product.person("kabid").send(SIGNING, b"", FORM).status_code
    assert 303 == product.get(SIGNING, accept=HTML).status_code


def test_a_desk_is_asked_by_its_address(product: Product) -> None:
    officer, case = product.person("sekretaris"), case_at(product, 7)
    number = case.view()["number"]
    caught_up(case)

    def asked(query: str) -> bool:
        answer = officer.get(f"/queues/sekretaris?{query}&lang=id", accept=HTML)
        assert 200 == answer.status_code, query
        return number in answer.text

    assert all(
        map(asked, ("sort=received", "sort=name", "sort=due", "claim=nobody", "step=7", "kind=new", "due=today"))
    )
    assert all(map(asked, (f"q={number}", "q=harapan", "since=2026-11-23&until=2026-11-23", "state=on_time")))
    assert not any(
        map(asked, ("claim=mine", "claim=others", "step=3", "kind=renewal", "until=2026-11-22", "state=overdue"))
    )
    case.done("sekretaris", "claim", {})
    caught_up(case)
    assert (True, False) == (asked("claim=mine"), asked("claim=nobody"))
    assert 422 == officer.get("/queues/sekretaris?sort=size", accept=HTML).status_code
    assert 403 == officer.get("/queues/kabid/done", accept=HTML).status_code
    assert 303 == product.get("/queues/kabid/done", accept=HTML).status_code


@pytest.mark.parametrize("sort", ["due", "received", "name"])
def test_a_long_desk_goes_on_where_its_page_ended(product: Product, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr("api.pages.queue._ON_A_PAGE", 1)
    for _ in range(2):
        caught_up(case_at(product, 3))
    officer, path, seen = product.person("back_office"), f"/queues/back_office?step=3&sort={sort}", list[str]()
    while path:
        text = officer.get(path, accept=HTML).text
        seen += re.findall(r'<th scope="row"><a href="([^"]+)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""

    listed = officer.get("/v1/queues/back_office?limit=200").json()["items"]
    assert sorted(f"/applications/{each['id']}" for each in listed if each["step"] == 3) == sorted(seen)


def test_what_a_desk_has_done_is_found_with_who_and_what_became_of_it(product: Product) -> None:
    case = rejected(product)
    officer, another = case.by("front_office"), product.person("front_office", "fitri")
    number = case.view()["number"]
    caught_up(case)

    assert number in officer.get("/queues/front_office/done?whose=me", accept=HTML).text
    assert number in another.get("/queues/front_office/done", accept=HTML).text
    assert number not in another.get("/queues/front_office/done?whose=me", accept=HTML).text
    assert "Dikembalikan untuk dilengkapi" in officer.get(f"/queues/front_office/done?q={number}", accept=HTML).text


def test_a_superior_gives_a_file_to_another_officer(product: Product) -> None:
    case = case_at(product, 6)
    case.done("kabid", "return", {"reason": "Salah tulis."})
    assert "Alihkan kepada Petugas Lain" in page_of(case, "kabid")

    nobody = sent(case, "kabid", "reassignment", {"to.sub": "rudi", "reason": "Cuti."})
    assert 422 == nobody.status_code, "nobody knows the name of rudi"
    given = sent(case, "kabid", "reassignment", {"to.sub": "rudi", "to.name": "Rudi", "reason": "Cuti."})
    assert 303 == given.status_code
    assert "Diambil oleh <strong>Rudi</strong>" in page_of(case, "back_office")


@pytest.mark.parametrize(
    ("role", "home"),
    [("kabid", "/queues/kabid"), ("supervisor", "/sla"), ("admin", "/")],
)
def test_who_signs_in_lands_on_their_own_page_unless_they_came_for_another(
    product: Product, role: str, home: str
) -> None:
    assert home == Browser(product).submit("/login", role=role).headers["location"]
    assert "/register" == Browser(product).submit("/login", role=role, next="/register").headers["location"]


def test_a_revoked_permit_is_signed_from_its_page(product: Product) -> None:
    case = case_at(product, 8)
    case.done("kepala_dinas", "signature", {"draft_sha256": case.draft_sha256(), "passphrase": "demo"})

    assert 303 == sent(case, "kepala_dinas", "revocation", {"reason": "Kegiatan berhenti."}).status_code
    assert "Tandatangani SK Pencabutan" in page_of(case, "kepala_dinas")
    assert 303 == sent(case, "kepala_dinas", "revocation/signature", {"passphrase": "demo"}).status_code
    assert "SK pencabutan" in page_of(case, "kepala_dinas")


def test_who_checks_again_is_shown_what_was_repaired(product: Product) -> None:
    case = rejected(product)
    case.applicant.upload(a_pdf("sewa baru"), "sewa.pdf")
    repaired = submission()
    repaired["institution"]["capacity"] = 45
    document = next(each for each in repaired["documents"] if each["requirement"] == "R08")
    document["sha256"] = sha256(a_pdf("sewa baru")).hexdigest()
    case.done("pemohon", "submissions", repaired)

    text = page_of(case, "front_office")

    assert "Daya tampung: <del>60</del> <ins>45</ins>" in text
    assert "Dokumen yang diganti atau ditambah: R08" in text
    assert 1 == text.count("berubah</span>")


def test_who_acts_for_another_is_told_by_which_order(product: Product) -> None:
    until = product.clock.now + timedelta(days=3)
    order = {
        "post": "kabid",
        "kind": "plh",
        "sub": "wati",
        "name": "Wati",
        "order_number": "800/1/2026",
        "order_date": "2026-11-23",
        "from": product.clock.now.isoformat(),
        "until": until.isoformat(),
    }
    given = product.person("admin").post("/v1/mandates", order)
    assert 201 == given.status_code, given.text
    case = case_at(product, 6)

    text = product.person("sekretaris", "wati").get(f"/applications/{case.id}?lang=id", accept=HTML).text

    assert "Anda bertindak selaku Plh. Kabid Perizinan" in text
    assert "800/1/2026" in text
    product.person("admin").post(f"/v1/mandates/{given.json()['id']}/end", {"reason": "Selesai."})
