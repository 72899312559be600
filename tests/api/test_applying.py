"""The guided form: what is typed is kept, what is wrong is told where it is, and what is sent is the API's command."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from api.commands.examples import REJECTION, REQUIRED
from api.personal.examples import ERASURE
from application.uploads.uploads import MAX_BYTES
from domain.survey import ELEMENTS
from tests.api.applying import APPLICANT, FINDING, FORM, HTML, INSTITUTION, KIND, Applying, begun, posted
from tests.api.casework import Case, a_pdf, an_applicant, case_at, signature
from tests.api.casework import rejected as rejected_case
from tests.api.product import Json, Product, told


@pytest.fixture(scope="module")
def filled(product: Product) -> Applying:
    return begun(product, "ratna").filled()


def test_a_draft_is_kept_with_what_is_not_valid_and_its_owner_goes_on_from_there(product: Product) -> None:
    applying = begun(product, "dewi")
    fields = {**APPLICANT, "applicant.nik": "12", "applicant.email": ""}

    kept = applying.save("applicant", then="save", **fields)
    assert f"{applying.path}/applicant?done=saved" == kept.headers["Location"]
    shown = applying.page("applicant?done=saved").text
    assert 'value="12"' in shown
    assert "Draf disimpan." in shown

    refused = applying.save("applicant", **fields)
    assert 422 == refused.status_code
    assert "<title>Kesalahan:" in refused.text
    assert '<a href="#applicant-applicant.email">Pos-el: Isian ini wajib diisi.</a>' in refused.text
    assert "NIK: NIK harus terdiri atas 16 angka" in refused.text
    assert 'value="12"' in refused.text

    assert f"{applying.path}/kind" == applying.person.get(applying.path).headers["Location"]
    assert "belum lengkap" in applying.page("kind").text


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("kind", {"kind": "renewal", "institution.unit_type": "sd"}, "Nomor izin sebelumnya wajib diisi"),
        ("kind", {**KIND, "previous_number": "500/1"}, "hanya diisi untuk perpanjangan"),
        ("kind", {}, "Pilih salah satu."),
        ("kind", {"kind": "lama"}, "Pilih salah satu."),
        ("institution", {**INSTITUTION, "institution.capacity:int": "banyak"}, "dengan angka saja"),
        ("institution", {**INSTITUTION, "institution.programs": " \n "}, "sekurang-kurangnya satu program"),
        ("institution", {**INSTITUTION, "institution.programs": "Paket B\nPaket \u4e2d"}, "Baris 2:"),
        ("applicant", {**APPLICANT, "applicant.phone": "x"}, "Nomor telepon tidak sah."),
    ],
)
def test_what_is_wrong_on_a_page_is_told_there(filled: Applying, page: str, fields: dict[str, str], said: str) -> None:
    applying = begun(filled.person.product, "dewi")
    answer = applying.save(page, **fields)

    assert 422 == answer.status_code
    assert said in answer.text


def test_another_tab_does_not_overwrite_what_this_one_has_saved(product: Product) -> None:
    applying = begun(product, "dewi", "tab")
    seen = applying.mark("applicant")
    assert 303 == applying.save("applicant", then="save", _mark=seen, **APPLICANT).status_code

    stale = applying.save("applicant", then="save", _mark=seen, **{**APPLICANT, "applicant.name": "Dewi Lain"})
    assert 409 == stale.status_code
    assert APPLICANT["applicant.name"] in stale.text, "the other one beside mine"
    assert 'value="Dewi Lain"' in stale.text
    same = applying.save("applicant", then="save", _mark=seen, **APPLICANT)
    assert 303 == same.status_code, "what is the same contradicts nothing"
    again = applying.save(
        "applicant", then="save", _mark=applying.mark("applicant"), **{**APPLICANT, "applicant.name": "Dewi Lain"}
    )
    assert 303 == again.status_code
    assert 'value="Dewi Lain"' in applying.page("applicant").text


def test_a_draft_is_its_owners_alone(filled: Applying) -> None:
    product = filled.person.product
    other = Applying(person=product.person("pemohon", "orang-lain"), draft=filled.draft)

    assert [404] * 5 == [
        other.page("applicant").status_code,
        other.save("applicant", **APPLICANT).status_code,
        other.upload("R01", a_pdf("x")).status_code,
        other.save("documents", "remove", _requirement="R01", _sha256="0").status_code,
        posted(other.person, f"{other.path}/discard", {}).status_code,
    ]
    assert 404 == filled.page("rahasia").status_code
    assert 404 == filled.person.get("/apply/tidak-ada/kind", accept=HTML).status_code
    assert 404 == filled.upload("R99", a_pdf("x")).status_code
    assert [403, 403] == [product.person("kabid").get(each, accept=HTML).status_code for each in ("/apply", "/my")]
    for path in ("/apply", "/my", f"{filled.path}", f"{filled.path}/kind", f"{filled.path}/check"):
        assert 303 == product.get(path, accept=HTML).status_code


def test_whose_session_ended_sees_what_they_typed(filled: Applying) -> None:
    raw = urlencode({"applicant.name": "Ratna", "_then": "next"}).encode()
    headers = {"Content-Type": FORM, "Accept": HTML}
    answer = filled.person.product.ask("POST", f"{filled.path}/applicant", content=raw, headers=headers)

    assert 401 == answer.status_code
    assert 'name="applicant.name" value="Ratna"' in answer.text
    assert 'name="_then" value="next"' in answer.text


def test_an_upload_that_is_refused_is_told_at_its_requirement(product: Product) -> None:
    applying = begun(product, "dewi", "unggah")
    assert "jenis permohonan dan satuan pendidikan" in applying.page("documents").text
    applying.save("kind", **KIND)

    wrong = applying.upload("R02", b"MZ", "setup.exe")
    assert 415 == wrong.status_code
    assert '<p class="error" id="err-R02"><span class="sr">Kesalahan: </span>Berkas harus berupa PDF' in wrong.text
    large = applying.upload("R02", b"%PDF-" + bytes(MAX_BYTES + 70_000))
    assert 413 == large.status_code
    assert "Ukuran berkas paling besar 5 MiB." in large.text
    assert 422 == applying.upload("R02", b"").status_code

    left = applying.save("documents")
    assert 422 == left.status_code
    assert (
        '<a href="#R02">Berkas R02 &#34;KTP elektronik pemohon/penanggung jawab&#34; wajib diunggah.</a>' in left.text
    )
    assert 303 == applying.save("documents", "save").status_code
    assert "Daftar ini" not in applying.page("check").text, "each document is named, nobody counts an empty list"


def test_a_document_is_replaced_added_to_and_taken_out(product: Product) -> None:
    applying = begun(product, "dewi", "ganti")
    applying.save("kind", **KIND)
    for name, instead in (("satu", False), ("dua", True), ("tiga", False)):
        done = applying.upload("R15", a_pdf(f"foto {name}"), f"{name}.pdf", instead=instead)
        assert f"{applying.path}/documents?done=R15#R15" == done.headers["Location"]
    shown = applying.page("documents").text
    assert ["dua.pdf", "tiga.pdf"] == [name for name in ("satu.pdf", "dua.pdf", "tiga.pdf") if f">{name}<" in shown]

    sha256 = shown.partition(">tiga.pdf<")[2].partition('name="_sha256" value="')[2][:64]
    assert 303 == applying.save("documents", "remove", _requirement="R15", _sha256=sha256).status_code
    assert ">tiga.pdf<" not in applying.page("documents").text
    kept = product.run(product.office.uploads.find, "dewi", [sha256])
    assert {} == kept, "what no draft and no file names is forgotten"


def test_what_was_checked_is_sent_once(product: Product, filled: Applying) -> None:
    page, mark = filled.page("check").text, filled.mark("check")
    assert "Apakah Anda yakin data dan berkas sudah benar?" in page
    assert "Belum dapat diajukan" not in page

    first, second = filled.send(mark), filled.send(mark)
    assert (303, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    sent = filled.person.get(first.headers["Location"], accept=HTML).text
    permit = filled.person.get(first.headers["Location"].replace("/apply/sent/", "/v1/applications/")).json()
    assert permit["number"] in sent
    assert permit["tracking_code"] in sent
    assert "23 November 2026" in sent, "until when it is checked"
    assert REQUIRED == tuple(each["requirement"] for each in permit["documents"])
    started = product.person("auditor").get(f"/v1/events?application={permit['id']}&fact=Submitted").json()["items"]
    assert "2026-11-23" == started[0]["data"]["started_at"][:10]

    assert [] == list(product.run(product.office.drafts.of, "ratna", product.clock()))
    assert f"/apply/sent/{permit['id']}" == filled.page("kind").headers["Location"]
    assert permit["institution"]["name"] in filled.person.get("/my", accept=HTML).text
    stranger = product.person("pemohon", "orang-lain").get(f"/apply/sent/{permit['id']}", accept=HTML)
    assert 404 == stranger.status_code


def test_what_was_changed_after_the_check_is_checked_again(product: Product) -> None:
    applying = begun(product, "dewi", "cek")
    applying.save("kind", **KIND)
    mark = applying.mark("check")
    unfinished = applying.send(mark)
    assert 422 == unfinished.status_code
    assert f'href="{applying.path}/applicant?back=check#applicant-applicant.nik"' in unfinished.text

    back = applying.save("applicant", _back="check", **APPLICANT)
    assert f"{applying.path}/check" == back.headers["Location"]
    assert 409 == applying.send(mark).status_code


@pytest.fixture(scope="module")
def rejected(product: Product) -> Case:
    applying = begun(product, "melati").filled()
    permit = applying.send().headers["Location"].rpartition("/")[2]
    case = Case(product=product, applicant=applying.person, id=permit)
    case.done("front_office", "rejection", REJECTION)
    return case


def test_a_repair_changes_what_was_found_and_leaves_the_rest(rejected: Case) -> None:
    person, finding = rejected.applicant, FINDING
    code = finding["requirement"]
    assert f"/apply/repair/{rejected.id}" in person.get("/my", accept=HTML).text
    assert finding["remedy"] in person.get(f"/applications/{rejected.id}", accept=HTML).text
    begin = person.get(f"/apply/repair/{rejected.id}", accept=HTML)
    assert finding["finding"] in begin.text
    assert "2 Desember 2026" in begin.text, "the deadline"

    started = [posted(person, f"/apply/repair/{rejected.id}", {"_key": each}) for each in ("a", "b")]
    assert 1 == len({each.headers["Location"] for each in started}), "a file has one repair"
    repair = Applying(person=person, draft=started[0].headers["Location"].rpartition("/")[2])
    assert f"{repair.path}/documents" == person.get(repair.path).headers["Location"]
    assert finding["remedy"] in repair.page("documents").text
    unchanged = repair.page("check").text
    assert "Belum ada yang Anda ubah." in unchanged
    assert "belum diganti" in unchanged

    repair.upload(code, a_pdf("baru"), "baru.pdf", instead=True)
    repair.save("applicant", "save", **{**APPLICANT, "applicant.phone": "0811 222 333"})
    check = repair.page("check").text
    assert "<ins>baru.pdf</ins>" in check
    assert "<ins>0811 222 333</ins>" in check
    assert "belum diganti" not in check
    answer = repair.send()
    assert f"/apply/sent/{rejected.id}" == answer.headers["Location"], answer.text
    assert (2, 2) == (rejected.view()["step"], rejected.view()["round"])
    assert len(REQUIRED) == len(rejected.view()["documents"])

    elsewhere = person.get(f"/apply/repair/{rejected.id}")
    assert f"/applications/{rejected.id}" == elsewhere.headers["Location"]


def test_with_a_file_that_is_forgotten_its_repair_is_too(product: Product) -> None:
    case = rejected_case(product, an_applicant(product, "hilang"))
    posted(case.applicant, f"/apply/repair/{case.id}", {"_key": "a"})
    assert 1 == len(product.run(product.office.drafts.of, "hilang", product.clock()))
    case.done("pemohon", "withdrawal", {"reason": "Pindah kota."})

    case.done("admin", "erasure", ERASURE)
    assert [] == list(product.run(product.office.drafts.of, "hilang", product.clock()))


def test_a_draft_that_nobody_touches_is_forgotten(product: Product) -> None:
    applying = begun(product, "lupa")
    then = product.clock.now
    assert 200 == applying.page("kind").status_code
    product.clock.now = then + timedelta(days=30)
    try:
        assert 404 == applying.page("kind").status_code
        assert 1 <= product.run(product.office.drafts.sweep, product.clock())
    finally:
        product.clock.now = then


def test_a_report_on_a_person_has_their_drafts_and_only_they_read_what_is_in_them(product: Product) -> None:
    applying = begun(product, "tahu")
    applying.save("applicant", "save", **{"applicant.name": "Tahu Sendiri"})

    (mine,) = applying.person.get("/v1/my/data").json()["drafts"]
    assert {"applicant.name": "Tahu Sendiri"} == mine["fields"]
    assert 200 == applying.person.get("/v1/my/data.pdf").status_code
    reason = "reason=Permintaan+salinan+data+oleh+subjeknya"
    (theirs,) = product.person("auditor").get(f"/v1/subjects/tahu/report?{reason}").json()["drafts"]
    assert (None, None, mine["kept_until"]) == (theirs["fields"], theirs["documents"], theirs["kept_until"])


def test_nobody_has_more_drafts_than_ten(product: Product) -> None:
    first = begun(product, "rajin", "0")
    for n in range(9):
        begun(product, "rajin", f"n{n}")
    assert first.draft == begun(product, "rajin", "0").draft, "the button pressed twice"
    full = posted(first.person, "/apply", {"_key": "elf"})
    assert 409 == full.status_code
    assert "Anda telah memiliki 10 draf." in full.text

    assert 303 == posted(first.person, f"{first.path}/discard", {}).status_code
    assert 404 == first.page("kind").status_code
    assert 303 == posted(first.person, "/apply", {"_key": "elf"}).status_code


def test_the_decree_is_received_and_the_service_rated_once(product: Product) -> None:
    case = case_at(product, 8)
    case.done("kepala_dinas", "signature", signature(case))
    person, survey = case.applicant, f"/my/{case.id}/survey"
    assert 409 == person.get(survey, accept=HTML).status_code
    page = person.get(f"/applications/{case.id}", accept=HTML).text
    assert "decree.pdf" in page
    assert "Konfirmasi Penerimaan SK" in page
    assert 303 == posted(person, f"/applications/{case.id}/receipt", {"channel": "online"}).status_code
    assert survey in person.get("/my", accept=HTML).text

    results = "/v1/surveys?from=2026-11-23&to=2026-11-23"
    before = product.person("supervisor").get(results).json()
    grades = {f"{each.name}:int": "3" for each in ELEMENTS}
    assert 422 == posted(person, survey, {**grades, "time:int": "5"}).status_code
    open_ = posted(person, survey, {name: grade for name, grade in grades.items() if name != "cost:int"})
    assert (422, True) == (open_.status_code, '<a href="#survey-cost">' in open_.text)
    assert [303, 303] == [posted(person, survey, {**grades, "cost:int": "4"}).status_code for _ in range(2)]
    assert "Terima kasih, penilaian Anda telah kami terima." in person.get(survey, accept=HTML).text
    after = product.person("supervisor").get(results).json()
    assert [(0, 0, 1, 0), (0, 0, 0, 1)] == [_more(before, after, n) for n in (0, 3)]
    assert 404 == product.person("pemohon", "orang-lain").get(survey, accept=HTML).status_code

    again = person.post(f"/v1/surveys/{case.id}", dict.fromkeys((each.name for each in ELEMENTS), 1))
    assert (409, "rated-before") == told(again)
    nobody = product.person("supervisor").get("/v1/surveys?to=2026-11-22").json()
    assert (0, None, None) == (nobody["answers"], nobody["index"], nobody["elements"][0]["mean"])


def _more(before: Json, after: Json, element: int) -> tuple[int, ...]:
    """How much oftener each grade was given."""
    old, new = (each["elements"][element]["counts"] for each in (before, after))
    return tuple(n - o for o, n in zip(old, new, strict=True))


def test_a_withdrawal_wants_a_reason(product: Product) -> None:
    case = case_at(product, 3)
    path = f"/applications/{case.id}/withdrawal"
    refused = posted(case.applicant, path, {"reason": " "})
    assert 422 == refused.status_code
    assert "<details open><summary>Batalkan Permohonan" in refused.text
    assert 303 == posted(case.applicant, path, {"reason": "Gedung terjual."}).status_code
    assert "Dibatalkan oleh pemohon" in case.applicant.get("/my", accept=HTML).text
