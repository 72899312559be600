"""Uploads over HTTP: who, what, how large; and whose they are afterwards."""

import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from application.postgres.embedded import EmbeddedPostgres
from application.uploads.uploads import MAX_BYTES, check_upload
from tests.api.casework import APPLICATIONS, a_pdf, an_applicant, case_at, inspection, submission
from tests.api.product import Person, Product, faults, opened, told
from tests.application.hostile_pdf import Spoil, dangers, pdf, with_stream, zeros
from tests.application.ledgers import database


def grown(to: int) -> bytes:
    """A good PDF of that many bytes: a comment may stand behind its end."""
    return (a_pdf("grown") + b"%").ljust(to, b"x")


def archived() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("setup.exe", b"MZ")
    return content.getvalue()


def encrypted() -> bytes:
    content = BytesIO()
    with pikepdf.open(BytesIO(a_pdf("secret"))) as document:
        document.save(content, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return content.getvalue()


def picture(kind: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, kind)
    return content.getvalue()


def one_of_each() -> list[tuple[str, Spoil, str]]:
    """One PDF for each kind of danger."""
    return list({code: (name, spoil, code) for name, spoil, code in dangers()}.values())


@pytest.fixture
def applicant(product: Product) -> Person:
    return product.person("pemohon", "siti")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(a_pdf("a"), "application/pdf"), (picture("JPEG"), "image/jpeg"), (picture("PNG"), "image/png")],
    ids=["pdf", "jpeg", "png"],
)
def test_what_is_taken_is_told_by_its_content(applicant: Person, content: bytes, media_type: str) -> None:
    answer = applicant.upload(content, "apa saja.exe")

    assert 201 == answer.status_code
    told_of, kept = answer.json(), check_upload(content, "").content
    assert (sha256(kept).hexdigest(), len(kept), media_type) == (
        told_of["sha256"],
        told_of["size"],
        told_of["media_type"],
    )
    assert told_of["name"].startswith("apa saja.exe.")


def test_five_mebibytes_are_taken_and_one_byte_more_is_not(applicant: Person) -> None:
    largest, too_large = applicant.upload(grown(MAX_BYTES)), applicant.upload(grown(MAX_BYTES + 1))

    assert (201, MAX_BYTES) == (largest.status_code, largest.json()["size"])
    assert (413, "body-too-large") == told(too_large)
    assert (413, "body-too-large") == told(applicant.upload(b"%PDF-" * 2 * 1024 * 1024))


@pytest.mark.parametrize("content", [b"MZ\x90", b"<html><script>", b"PK\x03\x04", b"\x00", b"GIF89a"])
def test_other_kinds_are_a_415_whatever_they_are_called(applicant: Person, content: bytes) -> None:
    assert (415, "unsupported-file") == told(applicant.upload(content, "ktp.pdf"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (a_pdf("cut")[:-40], "truncated"),
        (a_pdf("both") + archived(), "polyglot"),
        (picture("PNG") + archived(), "polyglot"),
        (encrypted(), "encrypted"),
        *((pdf(spoil), code) for _, spoil, code in one_of_each()),
        (with_stream(zeros(200)), "too_complex"),
        (b"%PDF-1.7\n%%EOF\n", "damaged"),
        (picture("JPEG")[:-30], "truncated"),
    ],
    ids=[
        "empty",
        "cut off",
        "PDF and ZIP",
        "PNG and ZIP",
        "encrypted",
        *(name for name, _, _ in one_of_each()),
        "swelling",
        "no PDF",
        "half a picture",
    ],
)
def test_damaged_and_dangerous_files_are_a_422_that_says_why(applicant: Person, content: bytes, code: str) -> None:
    assert [("/file", code)] == faults(applicant.upload(content))


def test_who_has_uploaded_a_days_share_is_told_when_to_go_on(cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    """What is there already may be sent again, and what was not kept does not count."""
    with database(cluster) as url, opened(url, tmp_path, upload_files_per_day=20) as small:
        siti = small.person("pemohon", "siti")
        taken = {siti.upload(a_pdf(f"{n}")).status_code for n in range(20)}
        damaged, once_more = siti.upload(b"%PDF-"), siti.upload(a_pdf("0"))
        refused = siti.upload(a_pdf("20"))
        other = small.person("pemohon", "budi").upload(a_pdf("20"))

    assert {201} == taken
    assert [("/file", "truncated")] == faults(damaged)
    assert (429, "too-many-requests") == told(refused)
    assert "20 berkas" in refused.json()["detail"]
    assert 4300 < int(refused.headers["retry-after"]) <= 4320
    assert (201, 201) == (once_more.status_code, other.status_code)


def test_the_same_content_is_one_upload_whatever_its_name(applicant: Person) -> None:
    first, again = applicant.upload(a_pdf("same"), "one.pdf"), applicant.upload(a_pdf("same"), "two.pdf")

    assert (201, 201) == (first.status_code, again.status_code)
    assert {**first.json(), "name": "two.pdf"} == again.json()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\berkas\\ktp.PDF", "ktp.PDF"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
    ],
    ids=["folders", "windows", "direction"],
)
def test_a_name_is_only_a_name(applicant: Person, name: str, kept: str) -> None:
    assert kept == applicant.upload(a_pdf(name), name).json()["name"]


def test_who_uploads_is_asked_before_the_file_is_read(product: Product) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    for body in (b"", b"--x\r\n", b"x" * 100_000):
        assert (401, "unauthenticated") == told(product.ask("POST", "/v1/documents", content=body, headers=headers))


@pytest.mark.parametrize("role", ["front_office", "back_office", "kabid", "kepala_dinas", "supervisor", "auditor"])
def test_only_applicants_and_inspectors_upload(product: Product, role: str) -> None:
    assert (403, "role-not-permitted") == told(product.person(role).upload(a_pdf("x")))


@pytest.mark.parametrize("kind", ["application/json", "application/pdf", "application/x-www-form-urlencoded", ""])
def test_what_is_no_form_is_a_415(applicant: Person, kind: str) -> None:
    assert (415, "unsupported-media-type") == told(applicant.send("/v1/documents", a_pdf("x"), kind=kind))


def test_a_form_without_the_file_is_a_422(product: Product, applicant: Person) -> None:
    ask, headers = product.ask, dict(applicant.headers)

    for form in ({"files": {"other": ("x.pdf", a_pdf("x"))}}, {"files": {"a": (None, "b")}, "data": {"file": "text"}}):
        assert [("/file", "missing")] == faults(ask("POST", "/v1/documents", headers=headers, **form))
    two = [("file", ("x.pdf", a_pdf("x"))), ("file", ("y.pdf", a_pdf("y")))]
    assert (422, "malformed-body") == told(ask("POST", "/v1/documents", headers=headers, files=two))
    assert (422, "malformed-body") == told(applicant.send("/v1/documents", b"x", kind="multipart/form-data"))


def test_only_ones_own_uploads_can_be_named(product: Product) -> None:
    an_applicant(product)

    stranger = product.person("pemohon", "joko").post(APPLICATIONS, submission())

    assert [(f"/documents/{n}/sha256", "not_uploaded") for n in range(18)] == faults(stranger)


def test_an_inspector_names_photographs_of_their_own(product: Product) -> None:
    case, photo = case_at(product, 4), picture("JPEG")
    kept = sha256(check_upload(photo, "").content).hexdigest()
    named = {"requirement": "foto", "sha256": kept, "name": "foto.jpg"}

    before = case.act("dinas_teknis", "inspection-report", inspection(documents=[named]))
    case.by("dinas_teknis").upload(photo, "foto.jpg")
    after = case.act("dinas_teknis", "inspection-report", inspection(documents=[named]))

    assert [("/documents/0/sha256", "not_uploaded")] == faults(before)
    assert 200 == after.status_code
