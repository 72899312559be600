"""The papers of a file, from its facts: which there are at each step, whose, and that they always print."""

from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TypeVar
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore
from PIL import Image

from application.archive.archive import Archive
from application.archive.faults import NotArchived
from application.papers import NoSuchPaper, Papers, handed_in
from application.permits import Filed, Permits
from domain.commands import FileInspection, Return, Revoke, Route, Submit
from domain.events import BAPFiled, Event
from domain.papers import ApplicationKind, Document, Photo
from domain.refusals import FormChanged
from tests.application.desk import asked, vault, walk
from tests.book import office_rulebook
from tests.campaign import times
from tests.papers import REJECT, RESUBMIT, SUBMIT, VERIFY, document, inspection
from tests.pdf_text import in_order, pages, qr_codes
from tests.people import BAYU, DEWI, FAJAR, HENDRA, SITI
from tests.scenario import MONDAY, Step
from tests.walk import APPROVED_TWICE, DRAFTED, FORWARDED, INSPECTED, SIGNED, SUBMITTED, VERIFIED

pytestmark = pytest.mark.anyio
PUBLIC = "https://izin.example"
Bundle = TypeVar("Bundle", Submit, FileInspection)
RENDER: dict[str, Callable[[Papers, Filed], bytes]] = {
    "acknowledgement": Papers.acknowledgement,
    "inspection report": Papers.inspection_report,
    "recommendation": Papers.recommendation,
    "deficiency notice": Papers.deficiency_notice,
    "draft": Papers.draft,
    "revocation": Papers.revocation,
    "decree": Papers.decree,
}


@pytest.fixture
def archive() -> Archive:
    return Archive(MemoryStore())


@pytest.fixture
def papers(archive: Archive) -> Papers:
    return Papers(office_rulebook(), archive, PUBLIC)


@pytest.fixture
async def permits() -> AsyncIterator[Permits]:
    async with Permits(vault=vault(), book=office_rulebook) as permits:
        yield permits


async def filed(permits: Permits, *steps: Step) -> Filed:
    """A file that has taken these steps; its documents are under key 'k…'."""
    (by, first), *others = steps
    assert not callable(first)
    permit = uuid4()
    await permits.execute(first, asked(by, permit))
    await walk(permits, permit, *others)
    found = await permits.get(permit)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (SUBMITTED, set[str]()),
        (VERIFIED, {"acknowledgement"}),
        (INSPECTED, {"acknowledgement", "inspection report", "recommendation"}),
        (DRAFTED, {"acknowledgement", "inspection report", "recommendation", "draft"}),
        (APPROVED_TWICE, {"acknowledgement", "inspection report", "recommendation", "draft"}),
        (((SITI, SUBMIT), (FAJAR, REJECT)), {"deficiency notice"}),
        (((SITI, SUBMIT), (FAJAR, REJECT), (SITI, RESUBMIT)), {"deficiency notice"}),
    ],
    ids=["submitted", "verified", "inspected", "drafted", "approved", "sent back", "repaired"],
)
async def test_a_paper_is_there_from_its_fact_on(
    papers: Papers, permits: Permits, steps: tuple[Step, ...], expected: set[str]
) -> None:
    file = await filed(permits, *steps)
    there = set[str]()
    for name, render in RENDER.items():
        try:
            assert render(papers, file).startswith(b"%PDF")
        except NoSuchPaper:
            continue
        there.add(name)

    assert expected == there


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ApplicationKind.NEW, "Baru"),
        (ApplicationKind.RENEWAL, "Perpanjangan"),
        (ApplicationKind.AMENDMENT, "Perubahan"),
    ],
)
async def test_the_receipt_says_what_kind_of_application_it_is(
    papers: Papers, permits: Permits, kind: ApplicationKind, said: str
) -> None:
    file = await filed(permits, *VERIFIED)

    text = "".join(pages(papers.acknowledgement(replace(file, permit=file.permit.but(kind=kind)))))

    assert f"Jenispermohonan:{said}Namapemohon" in text


async def test_the_receipt_of_a_new_pkbm_is_one_page_with_the_promised_date_on_it(
    papers: Papers, permits: Permits
) -> None:
    (page,) = pages(papers.acknowledgement(await filed(permits, *VERIFIED)))

    assert "R23" in page
    assert "Dijanjikanselesai" in page


async def test_the_decree_is_read_byte_for_byte_as_it_was_signed(
    papers: Papers, permits: Permits, archive: Archive
) -> None:
    file = await filed(permits, *SIGNED)
    assert file.key is not None
    assert file.permit.decree is not None

    with pytest.raises(NotArchived):
        papers.decree(file)
    digest = archive.put(b"%PDF the very bytes", file.key.papers)
    signed = replace(file, permit=replace(file.permit, decree=replace(file.permit.decree, document_sha256=digest)))

    assert b"%PDF the very bytes" == papers.decree(signed)


async def test_the_decree_of_a_forgotten_person_is_gone_with_the_key(papers: Papers, permits: Permits) -> None:
    file = await filed(permits, *SIGNED)

    with pytest.raises(NoSuchPaper):
        papers.decree(replace(file, key=None))


async def test_a_receipt_is_of_the_last_time_the_file_was_found_complete(papers: Papers, permits: Permits) -> None:
    file = await filed(permits, (SITI, SUBMIT), (FAJAR, REJECT), (SITI, RESUBMIT), (FAJAR, VERIFY))

    receipt = papers.acknowledgement(file)

    text = "".join(pages(receipt))
    assert file.permit.number is not None
    for shown in (file.permit.number, "SitiRahmah", "FajarNugraha", "K7QM2X9P", "6372"):
        assert shown in text
    assert "6372994101900001" not in text
    assert [f"{PUBLIC}/track?number={file.permit.number}"] == [address for address, _ in qr_codes(receipt)]


async def test_the_notice_is_of_the_last_time_the_file_was_sent_back(papers: Papers, permits: Permits) -> None:
    other = replace(
        REJECT, deficiencies=(replace(REJECT.deficiencies[0], requirement="R01", finding="Tanpa meterai."),)
    )
    file = await filed(permits, (SITI, SUBMIT), (FAJAR, REJECT), (SITI, RESUBMIT), (FAJAR, other))

    text = "".join(pages(papers.deficiency_notice(file)))

    assert in_order(text, "1. R01 Surat permohonan", "Tanpa meterai.", "Rabu, 2 Desember 2026 pukul 16.00 WITA")
    assert "Sewa2tahun" not in text


async def test_a_revocation_tells_what_was_revoked_by_whom_and_why(papers: Papers, permits: Permits) -> None:
    file = await filed(permits, *SIGNED, (HENDRA, Revoke(reason="Kegiatan tidak diselenggarakan.")))

    text = "".join(pages(papers.revocation(file)))

    assert in_order(
        text,
        "PENCABUTAN IZIN",
        "Nomor 500.16.7.2/0001/IPKBM/DPMPTSP/2026 tanggal 23 November 2026",
        "a. Kegiatan tidak diselenggarakan.",
        "pada tanggal 23 November 2026",
        "Hendra Gunawan",
    )


async def test_a_draft_that_came_back_is_read_as_it_was_drafted_last(papers: Papers, permits: Permits) -> None:
    before = await filed(permits, *APPROVED_TWICE)
    back = Return(reason="Nama salah.")
    await walk(permits, before.permit.id, (HENDRA, back), (BAYU, DRAFTED[-1][1]))
    after = await permits.get(before.permit.id)
    assert after is not None

    assert "".join(pages(papers.draft(before))) == "".join(pages(papers.draft(after)))


async def test_a_form_that_was_edited_since_is_read_by_nobody(permits: Permits, archive: Archive) -> None:
    book = office_rulebook()
    ((ref, form),) = book.forms.items()
    edited = replace(book, forms={ref: replace(form, office=replace(form.office, place="Lain"))})
    file = await filed(permits, *DRAFTED)

    with pytest.raises(FormChanged):
        Papers(edited, archive, PUBLIC).draft(file)


async def test_a_document_is_found_in_whichever_round_it_was_handed_in(
    papers: Papers, permits: Permits, archive: Archive
) -> None:
    first, second, photo = (content.encode() for content in ("lama", "baru", "foto"))
    keys = {content: bytes([n]) * 32 for n, content in enumerate((first, second, photo))}
    for content, key in keys.items():
        archive.put(content, key)

    def handing_in(what: Bundle, content: bytes) -> Bundle:
        named = replace(document("R01"), sha256=sha256(content).hexdigest())
        documents = (named, *SUBMIT.documents[1:])
        return replace(what, documents=documents, document_keys={named.sha256: b64encode(keys[content]).decode()})

    file = await filed(
        permits,
        (SITI, handing_in(SUBMIT, first)),
        (FAJAR, REJECT),
        (SITI, handing_in(RESUBMIT, second)),
        (FAJAR, VERIFY),
        (BAYU, Route()),
        (DEWI, handing_in(inspection(MONDAY.date()), photo)),
    )

    for content in (first, second, photo):
        assert content == papers.document(file, sha256(content).hexdigest())
    found = [handed_in(file, sha256(content).hexdigest()) for content in (first, second, photo)]
    assert [False, False, True] == [each.internal for each in found]
    with pytest.raises(NoSuchPaper):
        handed_in(file, "0" * 64)


ANYTHING = st.text(min_size=1, max_size=80) | st.sampled_from(
    ["•••", "Siti 😀", "سيتي", "a\u0301\u0301", "x" * 2000, "\u202e"]
)


@given(applicant=ANYTHING, institution=ANYTHING, officer=ANYTHING)
@settings(max_examples=times(4, 300))
async def test_whatever_stands_in_old_facts_prints(applicant: str, institution: str, officer: str) -> None:
    async with Permits(vault=vault(), book=office_rulebook) as permits:
        file = await filed(permits, *INSPECTED)
    permit = replace(
        file.permit,
        applicant=replace(file.permit.applicant, name=applicant),
        institution=replace(file.permit.institution, name=institution),
    )
    history = tuple((at, replace(event, by=replace(event.by, name=officer))) for at, event in file.history)
    odd = replace(file, permit=permit, history=history)

    for name in ("acknowledgement", "inspection report", "recommendation"):
        assert RENDER[name](Papers(office_rulebook(), Archive(MemoryStore()), PUBLIC), odd).startswith(b"%PDF")


async def test_a_file_that_was_inspected_again_shows_what_was_found_before(papers: Papers, permits: Permits) -> None:
    file = await filed(permits, *INSPECTED)
    position, first = next(each for each in file.history if isinstance(each[1].fact, BAPFiled))
    assert isinstance(first.fact, BAPFiled)
    again = replace(first.fact, report=replace(first.fact.report, number="400.3/99/BAPL"))
    history = (*file.history, (position + 9, replace(first, fact=again)))

    text = "".join(pages(papers.inspection_report(replace(file, history=history))))

    assert "NOMOR400.3/99/BAPL" in text
    assert f"BeritaAcarasebelumnyaNomor{first.fact.report.number}" in text


async def test_the_photographs_of_a_report_come_from_the_archive_and_go_with_their_keys(
    papers: Papers, permits: Permits, archive: Archive
) -> None:
    drawn = BytesIO()
    Image.new("RGB", (64, 48)).save(drawn, "JPEG")
    digest, key = sha256(drawn.getvalue()).hexdigest(), b"k" * 32
    photo = Document(requirement="foto", sha256=digest, name="kelas.jpg", media_type="image/jpeg", size=1)
    command = replace(
        inspection(MONDAY.date()),
        documents=(photo,),
        document_keys={digest: b64encode(key).decode()},
        photos=(Photo(sha256=digest),),
    )
    file = await filed(permits, *FORWARDED, (DEWI, command))

    with pytest.raises(NotArchived):
        papers.inspection_report(file)
    archive.put(drawn.getvalue(), key)
    annex = pages(papers.inspection_report(file))[-1]
    forgotten = pages(papers.inspection_report(replace(file, history=masked(file))))[-1]

    assert "Foto1.kelas.jpgWaktu:tidaktercatatpadagambar" in annex
    assert "datanyatelahdihapus" in forgotten


def masked(file: Filed) -> tuple[tuple[int, Event], ...]:
    """The history as it reads once the file's key was destroyed."""
    return tuple(
        (position, replace(event, fact=replace(event.fact, document_keys={})))
        if isinstance(event.fact, BAPFiled)
        else (position, event)
        for position, event in file.history
    )
