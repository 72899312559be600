"""Laporan data pribadi: all that the office knows of one person and has done with it (UU 27/2022 Pasal 7 and 32).

No decree and no letter: nobody signs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fpdf.enums import Align

from application.documents.imprint import Imprint
from application.documents.layout import letterhead, numbered_list, particulars, title
from application.documents.paper import BODY, Paper
from application.documents.table import Column, table
from domain.decree import Office
from domain.indonesian import moment_text

WHEN = Column(heading="Waktu", width=42)
EARLIER = (WHEN, Column(heading="Data sebagaimana dicatat", width=123))
DOCUMENTS = (
    Column(heading="Kode", width=16, align=Align.C),
    Column(heading="Nama berkas", width=84),
    Column(heading="Jenis", width=38),
    Column(heading="Ukuran", width=27, align=Align.R),
)
PROCESSING = (WHEN, Column(heading="Pemrosesan", width=83), Column(heading="Oleh", width=40))
LETTERS = (WHEN, Column(heading="Surat", width=83), Column(heading="Keadaan", width=40))
DISCLOSURES = (WHEN, Column(heading="Peran", width=28), Column(heading="Alasan", width=95))
AUTHORITIES = (WHEN, Column(heading="Permohonan dan kuasanya", width=83), Column(heading="Sampai", width=40))
UPLOADS = (
    WHEN,
    Column(heading="Jenis", width=32),
    Column(heading="Ukuran", width=23, align=Align.R),
    Column(heading="SHA-256", width=68),
)
DRAFTS = (
    Column(heading="Disimpan", width=42),
    Column(heading="Isi", width=81),
    Column(heading="Dihapus pada", width=42),
)

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One application; every row is as it is printed."""

    number: str
    status: str
    institution: str
    data: Sequence[tuple[str, str]]
    earlier: Rows
    documents: Rows
    processing: Rows
    letters: Rows
    disclosures: Rows
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectReport:
    """`names`: the newest first; `made_for` is in which role somebody asked."""

    office: Office
    account: str
    names: Sequence[str]
    made_at: datetime
    made_for: str
    basis: str
    sections: Sequence[Section]
    authorities: Rows
    uploads: Rows
    drafts: Rows
    rights: Sequence[str]


def render_subject_report(report: SubjectReport) -> bytes:
    imprint = Imprint(
        title="Laporan Data Pribadi",
        author=report.office.name,
        subject="Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi",
        made_at=report.made_at,
        sheet=report.office.sheet,
        notice="Memuat data pribadi. Serahkan hanya kepada subjek data atau pihak yang berwenang.",
    )
    paper = Paper(imprint)
    letterhead(paper, report.office.letterhead)
    title(paper, "LAPORAN DATA PRIBADI", "PASAL 7 DAN PASAL 32 UNDANG-UNDANG NOMOR 27 TAHUN 2022")
    paper.space(4)
    particulars(paper, _about(report))
    for n, section in enumerate(report.sections, 1):
        _section(paper, n, section)
    _part(paper, "Kuasa atas permohonan orang lain", AUTHORITIES, report.authorities)
    _part(paper, "Berkas yang diunggah ke akun ini", UPLOADS, report.uploads)
    _part(paper, "Draf yang belum diajukan", DRAFTS, report.drafts)
    paper.space(4)
    numbered_list(paper, "Hak Saudara sebagai subjek data pribadi (UU 27/2022):", report.rights)
    return bytes(paper.output())


def _about(report: SubjectReport) -> list[tuple[str, str]]:
    return [
        ("Subjek data", "; ".join(report.names)),
        ("Akun", report.account),
        ("Pengendali data", report.office.name),
        ("Dasar pemrosesan", report.basis),
        ("Dibuat pada", moment_text(report.made_at)),
        ("Diminta oleh", report.made_for),
        ("Jumlah permohonan", str(len(report.sections))),
    ]


def _section(paper: Paper, n: int, section: Section) -> None:
    paper.space(5)
    _heading(paper, f"{n}. Permohonan {section.number}", BODY + 0.5)
    particulars(
        paper,
        [
            ("Lembaga", section.institution),
            ("Status", section.status),
            *section.data,
            ("Retensi", section.retention),
        ],
    )
    _part(paper, "Data sebelum dikoreksi", EARLIER, section.earlier)
    _part(paper, "Dokumen", DOCUMENTS, section.documents)
    _part(paper, "Riwayat pemrosesan", PROCESSING, section.processing)
    _part(paper, "Surat yang disampaikan", LETTERS, section.letters)
    _part(paper, "Pembukaan data kepada pihak lain di instansi", DISCLOSURES, section.disclosures)


def _part(paper: Paper, name: str, columns: Sequence[Column], rows: Rows) -> None:
    """Where there is nothing, it is said so: a report that is silent could have left it out."""
    paper.space(3)
    _heading(paper, name, BODY - 0.5)
    if rows:
        table(paper, columns, rows)
    else:
        paper.flow("Tidak ada.", align=Align.L)


def _heading(paper: Paper, text: str, size: float) -> None:
    paper.keep(5 * paper.leading)
    paper.write_in(size, bold=True)
    with paper.element(paper.next_heading()):
        paper.flow(text, align=Align.L)
    paper.write_in(BODY)
    paper.space(1)
