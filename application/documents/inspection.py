"""Berita Acara Pemeriksaan Lapangan (BAPL) and Rekomendasi: the two papers of the technical office (SOP step 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf.enums import Align

from application.documents.imprint import Imprint
from application.documents.layout import letterhead, numbered_list, particulars, recorded, title
from application.documents.paper import LEFT, WIDTH, Paper
from application.documents.photo_annex import Picture, photo_annex
from application.documents.table import Column, table
from domain.decree import VERDICTS, Office
from domain.indonesian import WITA, date_in_words, date_text
from domain.papers import Conclusion, Finding, InspectionReport, Inspector, Institution, Recommendation

TO_FILL_IN = "[isi oleh kantor]"
CONCLUSIONS: Mapping[Conclusion, str] = {
    Conclusion.MEETS: "memenuhi persyaratan",
    Conclusion.MEETS_WITH_NOTES: "memenuhi persyaratan dengan catatan",
    Conclusion.DOES_NOT_MEET: "tidak memenuhi persyaratan",
}
NOT_DONE = " TIDAK TERLAKSANA"
COLUMNS = (
    Column(heading="No.", width=9, align=Align.C),
    Column(heading="Aspek yang diperiksa", width=32),
    Column(heading="Persyaratan", width=36),
    Column(heading="Kenyataan di lapangan", width=42),
    Column(heading="Sesuai", width=14, align=Align.C),
    Column(heading="Keterangan", width=32),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What both papers draw on. `sha256` is the hash of the inspection in the file's history.

    `earlier`: the reports of the same file that this one comes after. `pictures`: for the annex of the report.
    """

    office: Office
    recipient: str
    service: str
    report: InspectionReport
    recommendation: Recommendation
    institution: Institution
    unit_type: str
    applicant_name: str
    registration_number: str
    submitted_at: datetime
    recorded_by: str
    recorded_at: datetime
    sha256: str
    copies: Sequence[str] = ()
    earlier: Sequence[InspectionReport] = ()
    pictures: Sequence[Picture] = ()


def render_inspection_report(inspection: Inspection) -> bytes:
    """Return the BAPL."""
    report = inspection.report
    paper = _paper(inspection, f"Berita Acara Pemeriksaan Lapangan Nomor {report.number}")
    not_done = NOT_DONE if report.nobody_on_site else ""
    title(paper, f"BERITA ACARA PEMERIKSAAN LAPANGAN{not_done}", f"NOMOR {report.number}")
    paper.space(4)
    paper.flow(f"Pada hari ini {date_in_words(report.inspected_on)}, kami yang bertanda tangan di bawah ini:")
    _inspectors(paper, report.inspectors)
    came = "telah mendatangi tempat berikut untuk melakukan" if report.nobody_on_site else "telah melakukan"
    paper.flow(
        f"berdasarkan Surat Tugas Nomor {TO_FILL_IN} {came} pemeriksaan lapangan terhadap permohonan izin:",
        align=Align.L,
    )
    particulars(paper, [*_application(inspection), ("Tempat pemeriksaan", report.location)])
    paper.space(3)
    _met(paper, report)
    paper.space(1)
    _findings(paper, report)
    _before(paper, inspection.earlier)
    paper.keep(5 * paper.leading)
    paper.flow(f"Kesimpulan: {CONCLUSIONS[report.conclusion]}.")
    paper.space(2)
    paper.flow("Demikian Berita Acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.")
    _signatures(paper, inspection)
    _recorded(paper, inspection)
    if inspection.pictures:
        photo_annex(paper, report.number, inspection.pictures)
    return bytes(paper.output())


def render_recommendation(inspection: Inspection) -> bytes:
    """Return the recommendation."""
    recommendation, report = inspection.recommendation, inspection.report
    paper = _paper(inspection, f"Rekomendasi Nomor {recommendation.number}")
    title(paper, "REKOMENDASI", f"NOMOR {recommendation.number}")
    paper.space(4)
    paper.flow(
        f"Berdasarkan permohonan {inspection.applicant_name} dengan Nomor Registrasi {inspection.registration_number} "
        f"tanggal {date_text(inspection.submitted_at.astimezone(WITA))} dan Berita Acara Pemeriksaan Lapangan Nomor "
        f"{report.number} tanggal {date_text(report.inspected_on)}, dengan ini:",
        align=Align.L,
    )
    paper.space(3)
    title(paper, VERDICTS[recommendation.verdict].upper())
    paper.space(3)
    paper.flow(f"penerbitan {inspection.service} kepada:")
    particulars(paper, _application(inspection))
    paper.space(3)
    paper.flow(f"Hasil pemeriksaan lapangan: {CONCLUSIONS[report.conclusion]}.")
    if report.nobody_on_site:
        paper.flow("Pada saat pemeriksaan tidak ada seorang pun di tempat; pemeriksaan dilakukan dari luar.")
    if recommendation.notes:
        paper.space(2)
        paper.flow(f"Catatan: {recommendation.notes}", align=Align.L)
    paper.space(2)
    paper.flow("Demikian rekomendasi ini dibuat untuk dipergunakan sebagaimana mestinya.")
    _head_of_office(paper, inspection)
    numbered_list(paper, "Disampaikan kepada:", [inspection.recipient])
    if inspection.copies:
        paper.space(2)
        numbered_list(paper, "Tembusan:", inspection.copies)
    _recorded(paper, inspection)
    return bytes(paper.output())


def _met(paper: Paper, report: InspectionReport) -> None:
    """Whether anybody let them in (a Berita Acara Tidak Terlaksana says that nobody did)."""
    if report.nobody_on_site is None:
        paper.flow("dengan hasil pemeriksaan sebagai berikut:")
        return
    paper.flow(
        "Pada saat itu tidak ada seorang pun di tempat yang dapat menerima pemeriksa. Keadaan yang ditemui: "
        f"{report.nobody_on_site}",
        align=Align.L,
    )
    paper.space(2)
    paper.flow("Pemeriksaan hanya dilakukan dari luar, dengan hasil sebagai berikut:")


def _findings(paper: Paper, report: InspectionReport) -> None:
    table(paper, COLUMNS, [_line(n, each) for n, each in enumerate(report.findings, 1)])
    paper.space(4)


def _before(paper: Paper, earlier: Sequence[InspectionReport]) -> None:
    """What was found when the same file was inspected before, oldest first."""
    if earlier:
        paper.keep(9 * paper.leading)
        paper.flow("Pemeriksaan ini merupakan pemeriksaan ulang.", align=Align.L)
    for report in earlier:
        paper.keep(8 * paper.leading)
        nobody = " Pada saat itu tidak ada seorang pun di tempat." if report.nobody_on_site else ""
        paper.flow(
            f"Berita Acara sebelumnya Nomor {report.number} tanggal {date_text(report.inspected_on)} menyimpulkan: "
            f"{CONCLUSIONS[report.conclusion]}.{nobody} Hasilnya:",
            align=Align.L,
        )
        paper.space(1)
        _findings(paper, report)


def _paper(inspection: Inspection, name: str) -> Paper:
    imprint = Imprint(
        title=name,
        author=inspection.office.name,
        subject=inspection.institution.name,
        made_at=inspection.recorded_at,
        sheet=inspection.office.sheet,
    )
    paper = Paper(imprint)
    letterhead(paper, inspection.office.letterhead)
    return paper


def _application(inspection: Inspection) -> list[tuple[str, str]]:
    unit = inspection.institution
    return [
        ("Nomor registrasi", inspection.registration_number),
        ("Nama lembaga", unit.name),
        ("Jenis satuan", inspection.unit_type),
        ("Penanggung jawab", inspection.applicant_name),
        ("Alamat", f"{unit.address}, Kelurahan {unit.kelurahan}, Kecamatan {unit.kecamatan}"),
    ]


def _inspectors(paper: Paper, inspectors: Sequence[Inspector]) -> None:
    for n, person in enumerate(inspectors, 1):
        paper.space(1)
        paper.keep(4 * paper.leading)
        paper.set_x(LEFT)
        paper.say(f"{n}.", 7)
        nip = [("NIP", person.nip)] if person.nip else []
        particulars(paper, [("Nama", person.name), *nip, ("Jabatan", person.position)], x=LEFT + 7, label=35)
    paper.space(2)


def _line(n: int, finding: Finding) -> tuple[str, ...]:
    conforms = "Sesuai" if finding.conforms else "Tidak"
    return (str(n), finding.aspect, finding.requirement, finding.observed, conforms, finding.note or "")


def _signatures(paper: Paper, inspection: Inspection) -> None:
    """Two columns of names; the act itself is the entry in the file's history (see `_recorded`)."""
    paper.space(4)
    column = WIDTH / 2
    people = _signers(inspection)
    for n in range(0, len(people), 2):
        paper.keep(7 * paper.leading)
        top, below = paper.y, paper.y
        for side, (caption, name, more) in enumerate(people[n : n + 2]):
            paper.set_y(top)
            for text in (caption, "", "", name, more):
                paper.flow(text or " ", x=LEFT + side * column, width=column, align=Align.L)
            below = max(below, paper.y)
        paper.set_y(below + 5)


def _signers(inspection: Inspection) -> list[tuple[str, str, str]]:
    """Who stands at the end of a berita acara: those who inspected, the one who was if met, and who takes note."""
    inspectors = [
        (f"Pemeriksa {n},", person.name, f"NIP {person.nip}" if person.nip else "")
        for n, person in enumerate(inspection.report.inspectors, 1)
    ]
    inspected = ("Pihak yang diperiksa,", f"[nama: {TO_FILL_IN[1:]}", inspection.institution.name)
    met = [] if inspection.report.nobody_on_site else [inspected]
    return [*inspectors, *met, ("Mengetahui, Kepala Bidang,", f"[nama pejabat: {TO_FILL_IN[1:]}", "")]


def _head_of_office(paper: Paper, inspection: Inspection) -> None:
    paper.space(5)
    paper.keep(8 * paper.leading)
    opening = f"{inspection.office.place}, {date_text(inspection.recorded_at.astimezone(WITA))}"
    for text in (opening, f"{inspection.office.head},", " ", " ", "[nama pejabat: isi oleh kantor]"):
        paper.flow(text, x=LEFT + WIDTH / 2, width=WIDTH / 2, align=Align.L)
    paper.space(4)


def _recorded(paper: Paper, inspection: Inspection) -> None:
    digest = f"SHA-256 Berita Acara dan Rekomendasi beserta lampirannya: {inspection.sha256}"
    recorded(paper, inspection.recorded_by, inspection.recorded_at, digest)
