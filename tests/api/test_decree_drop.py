"""A PDF dropped on the verification page: ours byte for byte, or what was done to it; of anything else nothing."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from signal import SIGKILL

import pikepdf
import pytest
from anyio import CapacityLimiter
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from api.http.limits import MIB
from api.papers.decree_check import check_decree
from api.papers.decree_drop import Verdict, judged
from application.mark_readers import MarkReaders
from application.uploads.workers import Allowance
from domain.commands import Revoke
from tests.api.casework import Case, a_pdf, case_at, signature
from tests.api.product import Json, Product, faults, told
from tests.application.test_upload_inspectors import wait_for_the_end_of
from tests.judges import says
from tests.people import HENDRA

PATH = "/public/verification"
MEMBERS = (
    *("kind", "number", "institution", "issued_on", "valid_until", "revoked_on"),
    *("revocation_number", "revokes"),
    *("superseded_by", "signed_by", "document_sha256", "force"),
)
UNKNOWN = {"result": "unknown", **dict.fromkeys((*MEMBERS, "reason", "explanation"))}


@dataclass(frozen=True)
class Decree:
    """A signed decree, and what is told about it."""

    case: Case
    pdf: bytes
    number: str

    def span(self, begin: bytes, end: bytes, nth: int = 0) -> range:
        """The bytes between two marks, the nth such stretch."""
        start = 0
        for _ in range(nth + 1):
            start = self.pdf.index(begin, start) + len(begin)
        return range(start, self.pdf.index(end, start))


def signed(product: Product) -> Decree:
    case = case_at(product, 8)
    paper = case.done("kepala_dinas", "signature", signature(case))["decree"]
    return Decree(case, case.applicant.get(f"{case.path}/decree.pdf").content, paper["number"])


@pytest.fixture(scope="module")
def decree(product: Product) -> Decree:
    return signed(product)


def drop(product: Product, content: bytes) -> Json:
    answer = product.ask("POST", PATH, files={"file": ("sk.pdf", content)})
    assert 200 == answer.status_code, answer.text
    result: Json = answer.json()
    return result


def judge(product: Product, content: bytes) -> Verdict:
    """The same without the limit of a few files a minute."""
    return product.run(judged, product.office, content, CapacityLimiter(1))


def test_the_decree_itself_is_valid_and_told_with_what_stands_on_it(product: Product, decree: Decree) -> None:
    dropped = drop(product, decree.pdf)

    assert ("valid", decree.number, "PKBM Harapan Bangsa", "2031-11-23", "simulated", None) == tuple(
        dropped[name] for name in ("result", "number", "institution", "valid_until", "force", "reason")
    )
    assert {"result", "reason", "explanation", *MEMBERS} == dropped.keys()
    assert not [each for each in ("Siti Rahmah", "6372994101900001", "siti@example.org") if each in str(dropped)]


def test_independent_judges_find_the_same_decree_whole(decree: Decree, tmp_path: Path) -> None:
    file, nss = str(tmp_path / "sk.pdf"), str(tmp_path)
    Path(file).write_bytes(decree.pdf)
    assert 0 == says("certutil", "-N", "-d", nss, "--empty-password").returncode  # a database of no certificates

    poppler = says("pdfsig", "-nssdir", nss, file).stdout

    assert check_decree(decree.pdf).intact
    assert 0 == says("qpdf", "--check", file).returncode
    assert "Signature Validation: Signature is Valid." in poppler
    assert "Total document signed" in poppler


def places(decree: Decree) -> Iterator[tuple[str, range]]:
    """Every kind of place in a signed PDF."""
    pdf = decree.pdf
    ends = [at for at in range(len(pdf)) if pdf.startswith(b"%%EOF", at)]
    yield "header", range(15)
    yield "page", decree.span(b">>\nstream\n", b"endstream")
    yield "image", decree.span(b">>\nstream\n", b"endstream", 4)
    yield "dictionary", decree.span(b"obj\n<<", b">>", 2)
    yield "alternative text", decree.span(b"/Alt (", b")")
    yield "title", decree.span(b"<dc:title>", b"</dc:title>")
    yield "metadata", decree.span(b"<x:xmpmeta", b"</x:xmpmeta>")
    yield "cross-references", decree.span(b"xref\n", b"trailer")
    yield "trailer", decree.span(b"trailer", b"startxref")
    yield "byte range", decree.span(b"/ByteRange [", b"]")
    contents = decree.span(b"/Contents <", b">")
    yield "signature", contents[:8000]
    yield "padding of the signature", contents[-2000:]
    yield "second revision", range(ends[0] + 6, contents.start)
    yield "validation data", range(ends[1] + 6, decree.span(b"/Contents <", b">", 1).start)
    yield "time stamp", decree.span(b"/Contents <", b">", 1)[:4000]
    yield "end", range(ends[2] - 30, len(pdf))


def test_a_change_of_any_byte_is_found(product: Product, decree: Decree) -> None:
    random, tried = Random(4), 0
    for place, span in places(decree):
        for at in random.sample(span, min(24, len(span))):
            changed = bytearray(decree.pdf)
            changed[at] = random.choice([byte for byte in range(256) if byte != changed[at]])
            verdict = judge(product, bytes(changed))

            assert ("altered", True) == (verdict.told["result"], bool(verdict.reason)), (place, at)
            assert decree.number == verdict.told["number"], (place, at)
            tried += 1

    assert tried > 350


def test_pyhanko_finds_what_was_changed_under_the_signature_too(decree: Decree) -> None:
    """Where our hash and the signature both speak, they agree; the container of a signature is not under itself."""
    random, first = Random(5), decree.span(b"/Contents <", b">")
    revision = decree.pdf.index(b"%%EOF", first.stop) + 6
    for place, span in places(decree):
        signed = [at for at in span if at < revision and at not in first]
        for at in random.sample(signed, min(4, len(signed))):
            changed = bytearray(decree.pdf)
            changed[at] ^= 1

            assert not check_decree(bytes(changed)).intact, (place, at)


def test_a_decree_that_cannot_be_parsed_is_not_whole(decree: Decree) -> None:
    assert not check_decree(decree.pdf.replace(b"/Rect [", b"/Rect [ 1.2.3 ")).intact


def updated(pdf: bytes) -> bytes:
    """Another language, put behind the file as every editor puts its changes."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root[pdf_name("/Lang")] = pdf_string("en")
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko has no types here
    output = BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]  # the same
    return output.getvalue()


def saved(pdf: bytes, *, strip: bool = False, **options: object) -> bytes:
    """The same pages written anew, as printing to a PDF or merging does."""
    with pikepdf.open(BytesIO(pdf)) as document:
        if strip:
            for name in ("/AcroForm", "/Perms", "/DSS"):
                del document.Root[name]
            for page in document.pages:
                if "/Annots" in page:
                    del page["/Annots"]
            document.remove_unreferenced_resources()
        output = BytesIO()
        document.save(output, **options)  # type: ignore[arg-type]  # options are pikepdf's own
    return output.getvalue()


def test_what_was_done_to_a_decree_is_told(product: Product, decree: Decree) -> None:
    pdf = decree.pdf
    packed = pikepdf.ObjectStreamMode.generate
    for reason, content in (
        ("appended", pdf + b"\n"),
        ("appended", pdf + b"PK\x03\x04 a zip"),
        ("appended", updated(pdf)),
        ("appended", updated(updated(pdf))),
        ("appended", pdf + pdf),
        ("prepended", b"\n" + pdf),
        ("prepended", b"GIF89a" + pdf),
        ("cut_off", pdf[:-10]),
        ("cut_off", pdf[: len(pdf) // 2]),
        ("changed", pdf[: pdf.rindex(b"%%EOF", 0, -20)] + b"%%EOF\n"),  # without the time stamp
        ("changed", saved(pdf)),
        ("changed", saved(pdf, object_stream_mode=packed)),
        ("changed", saved(pdf, linearize=True)),
        ("unsigned", saved(pdf, strip=True)),
        ("unsigned", saved(pdf, strip=True, object_stream_mode=packed)),
        ("changed", saved(pdf, encryption=pikepdf.Encryption(owner="x", user=""))),
        ("cut_off", pdf.replace(b"%%EOF", b"%%EOR")),
    ):
        verdict = judge(product, content)

        assert ("altered", reason, decree.number) == (verdict.told["result"], verdict.reason, verdict.told["number"])


def test_who_shows_only_a_number_is_told_only_the_number(product: Product, decree: Decree) -> None:
    """Numbers can be guessed; a code cannot."""
    forged = a_pdf(f"KEPUTUSAN NOMOR {decree.number.lower()}")
    unused = a_pdf("KEPUTUSAN NOMOR 500.16.7.2/9999/IPKBM/DPMPTSP/2026")

    dropped = drop(product, forged)

    assert ("altered", "unsigned") == (dropped["result"], dropped["reason"])
    assert {"number"} == {name for name in MEMBERS if dropped[name]}
    assert "unknown" == drop(product, unused)["result"]


def test_of_a_foreign_file_nothing_is_told(product: Product) -> None:
    bomb = b"%PDF-1.7\n" + b"1 0 obj\n<< /A [" + b"1 0 R " * 60_000 + b"] >>\nendobj\n%%EOF\n"
    for content in (b"", b"x", b"%PDF-", b"%%EOF" * 1000, a_pdf("Surat biasa"), bomb):
        assert UNKNOWN == drop(product, content)


def test_of_a_picture_it_is_told_what_helps(product: Product, decree: Decree) -> None:
    """A signature is in no photograph: the QR code is, and the list of permits has the number."""
    photograph = b"\xff\xd8\xff\xe0" * 20
    answers = [
        product.ask("POST", "/verify?lang=" + lang, files={"file": photograph}, headers={"Accept": "text/html"}).text
        for lang in ("id", "en")
    ]

    assert {**UNKNOWN, "reason": "picture"} == {**drop(product, photograph), "explanation": None}
    for text, words in zip(answers, ("Pindai kode QR pada suratnya", "Scan the QR code on the paper"), strict=True):
        assert words in text
        assert 'href="/register"' in text
    named = photograph + f"/v/{decree.case.view()['decree']['code']} ".encode()
    assert "altered" == drop(product, named)["result"]


def test_a_file_that_breaks_its_reader_is_refused_and_the_next_one_is_not(product: Product, decree: Decree) -> None:
    impatient = replace(product.office, mark_readers=MarkReaders(Allowance(wall_s=0), at_once=1))
    large = b"%PDF-" + Random(6).randbytes(4 * MIB)
    usual, product.app.state.office = product.office, impatient
    try:
        refused = product.ask("POST", PATH, files={"file": large}, headers={"Accept-Language": "en"})
        whole = drop(product, decree.pdf)
    finally:
        product.app.state.office = usual
        impatient.mark_readers.close()

    assert [("/file", "too_complex")] == faults(refused)
    assert "upload the very PDF that you were given" in refused.json()["detail"]
    assert "valid" == whole["result"], "which is told by its hash, without reading it"
    assert "unknown" == drop(product, large)["result"]


def test_a_reader_that_has_died_is_replaced(product: Product) -> None:
    assert "unknown" == drop(product, b"x")["result"]
    for pid in product.office.mark_readers.pids():
        os.kill(pid, SIGKILL)
        wait_for_the_end_of(pid)

    assert UNKNOWN == drop(product, a_pdf("Surat biasa"))


def test_a_decree_that_is_no_longer_in_force_is_told_as_such(product: Product) -> None:
    revoked, late = signed(product), signed(product)
    revoked.case.execute(Revoke(reason="Palsu."), HENDRA)
    now = product.clock.now
    try:
        product.clock.now += timedelta(days=5 * 365 + 2)
        expired = drop(product, late.pdf)["result"]
    finally:
        product.clock.now = now

    assert ("revoked", "expired") == (drop(product, revoked.pdf)["result"], expired)


def test_a_file_has_five_mebibytes(product: Product) -> None:
    files = {"file": ("sk.pdf", bytes(5 * MIB + 1))}

    assert "unknown" == drop(product, bytes(5 * MIB))["result"]
    assert (413, "body-too-large") == told(product.ask("POST", PATH, files=files))
    assert (413, "body-too-large") == told(product.ask("POST", PATH, content=bytes(6 * MIB)))


def test_a_question_without_a_file_is_refused(product: Product) -> None:
    assert [("/file", "missing")] == faults(product.ask("POST", PATH, files={"berkas": b"x"}))
    assert (415, "unsupported-media-type") == told(product.ask("POST", PATH, content=b"%PDF-"))


def test_the_page_needs_no_script(product: Product, decree: Decree) -> None:
    form = product.get("/verify", accept="text/html").text
    page = product.ask(
        "POST", "/verify?lang=en", files={"file": ("sk.pdf", updated(decree.pdf))}, headers={"Accept": "text/html"}
    ).text

    assert ('enctype="multipart/form-data"' in form, "<script" in form) == (True, False)
    assert "something was added behind it" in page
    assert decree.number in page


def test_files_are_counted_apart_and_more_strictly(product: Product) -> None:
    limits = [
        int(product.ask(method, path).headers["ratelimit-limit"])
        for method, path in (("POST", PATH), ("GET", "/verify"), ("GET", "/v/x"), ("GET", "/public/keys"))
    ]

    assert [30, 30, 1200, 1200] == limits
