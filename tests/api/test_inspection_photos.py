"""Photographs of an inspection over HTTP: what their cameras told is a fact of the file, and stands in the BAPL."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import ExifTags, Image

from tests.api.bodies import changed
from tests.api.casework import Case, a_pdf, case_at, inspection, walked
from tests.api.product import Json, Person, Product, faults
from tests.pdf_text import pages


def photograph(shade: int = 90, *, told: bool = True) -> bytes:
    """A picture of its own for each shade; its camera has told where and when, or nothing."""
    exif = Image.Exif()
    if told:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:23 09:14:00"
        exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (3.0, 26.0, 32.4), 3: "E", 4: (114.0, 50.0, 2.04)})
    saved = BytesIO()
    Image.new("RGB", (640, 480), (shade, shade, shade)).save(saved, "JPEG", exif=exif)
    return saved.getvalue()


def sent(person: Person, content: bytes, name: str = "foto.jpg", **more: Any) -> Json:
    """Upload it, and return how the report names it."""
    answer = person.upload(content, name)
    assert 201 == answer.status_code, answer.text
    return {"requirement": "foto", "sha256": answer.json()["sha256"], "name": name, **more}


def inspected(product: Product, *shades: int) -> tuple[Case, list[Json]]:
    case = case_at(product, 4)
    named = [
        sent(case.by("dinas_teknis"), photograph(shade, told=n == 0), caption=f"Ruang {n + 1}")
        for n, shade in enumerate(shades)
    ]
    case.done("dinas_teknis", "inspection-report", inspection(documents=named))
    return case, named


def test_when_and_where_a_photograph_was_taken_is_a_fact_of_the_file(product: Product) -> None:
    case, (one, other) = inspected(product, 10, 20)

    view = case.view("back_office")["inspection"]

    assert [
        {
            "sha256": one["sha256"],
            "caption": "Ruang 1",
            "taken_at": "2026-11-23T01:14:00Z",
            "latitude": -3.442333,
            "longitude": 114.8339,
        },
        {"sha256": other["sha256"], "caption": "Ruang 2", "taken_at": None, "latitude": None, "longitude": None},
    ] == view["photos"]
    assert [one["sha256"], other["sha256"]] == [each["sha256"] for each in view["documents"]]


def test_what_is_downloaded_is_the_picture_and_nothing_else(product: Product) -> None:
    case, (named,) = inspected(product, 30)

    walked(case, 6)

    content = case.by("kabid").get(f"{case.path}/documents/{named['sha256']}").content

    assert named["sha256"] == sha256(content).hexdigest()
    assert {} == dict(Image.open(BytesIO(content)).getexif())


def test_the_paper_has_them_in_an_annex(product: Product) -> None:
    case, (one, other) = inspected(product, 40, 50)

    answer = case.by("back_office").get(f"{case.path}/inspection-report.pdf")

    annex = pages(answer.content)[-1]
    assert "Foto1.Ruang1Waktu:23November2026pukul09.14WITAKoordinat:3,442333°LS,114,833900°BT" in annex
    assert "Foto2.Ruang2Waktu:tidaktercatat" in annex
    assert one["sha256"] in annex
    assert other["sha256"] in annex
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert 2 == len(document.pages[-1].get_images())


def test_the_hash_that_approvers_approve_covers_the_photographs(product: Product) -> None:
    (one, _), (other, _) = inspected(product, 60), inspected(product, 70)
    drafts = [walked(case, 6).draft_sha256() for case in (one, other)]
    hashes = [case.view("kabid")["inspection"]["sha256"] for case in (one, other)]

    assert 2 == len(set(hashes)) == len(set(drafts))
    assert hashes[0] in "".join(pages(one.by("kabid").get(f"{one.path}/inspection-report.pdf").content))


def test_an_applicants_picture_tells_nobody_where_they_were(product: Product) -> None:
    sub = "an-applicant-with-a-camera"
    kept = sent(product.person("pemohon", sub), photograph(80))

    found = product.run(product.office.uploads.find, sub, [kept["sha256"]])

    assert found[kept["sha256"]].taken is None


def test_the_applicant_sees_neither_photographs_nor_where_they_were_taken(product: Product) -> None:
    case, (named,) = inspected(product, 85)

    own, timeline = case.applicant.get(case.path), case.applicant.get(f"{case.path}/timeline")

    assert 404 == case.applicant.get(f"{case.path}/documents/{named['sha256']}").status_code
    for answer in (own, timeline):
        assert named["sha256"] not in answer.text
        assert "114.8339" not in answer.text


def test_the_same_picture_named_twice_is_one_photograph(product: Product) -> None:
    case = case_at(product, 4)
    named = sent(case.by("dinas_teknis"), photograph(95))
    twice = [named, {**named, "requirement": "denah"}]

    case.done("dinas_teknis", "inspection-report", inspection(documents=twice))

    assert 1 == len(case.view("back_office")["inspection"]["photos"])


def test_only_a_picture_has_a_caption(product: Product) -> None:
    case = case_at(product, 4)
    paper = sent(case.by("dinas_teknis"), a_pdf("surat tugas"), "surat-tugas.pdf")

    refused = case.act("dinas_teknis", "inspection-report", inspection(documents=[{**paper, "caption": "Surat"}]))
    taken = case.act("dinas_teknis", "inspection-report", inspection(documents=[paper]))

    assert [("/documents/0/caption", "not_allowed")] == faults(refused)
    assert (200, []) == (taken.status_code, case.view("back_office")["inspection"]["photos"])


@pytest.mark.parametrize(
    ("conclusion", "told"), [("meets", [("/report/conclusion", "not_allowed")]), ("does_not_meet", [])]
)
def test_where_nobody_was_not_everything_can_be_met(
    product: Product, conclusion: str, told: list[tuple[str, str]]
) -> None:
    case = case_at(product, 4)
    body = changed(inspection("not_recommended"), "/report/nobody_on_site", "Pagar digembok.")

    answer = case.act("dinas_teknis", "inspection-report", changed(body, "/report/conclusion", conclusion))

    if told:
        assert told == faults(answer)
    else:
        assert 200 == answer.status_code, answer.text
        paper = case.by("back_office").get(f"{case.path}/inspection-report.pdf")
        assert "TIDAKTERLAKSANA" in pages(paper.content)[0]
        assert "Pagar digembok." == case.view("back_office")["inspection"]["report"]["nobody_on_site"]
