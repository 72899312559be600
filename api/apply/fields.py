"""The pages of the guided form, and their fields: each named by its place in the submission."""

from collections.abc import Mapping
from enum import StrEnum

from domain.papers import ApplicationKind, UnitType
from domain.refusals import Sentence


class Page(StrEnum):
    """The last part of a page's address."""

    KIND = "kind"
    APPLICANT = "applicant"
    INSTITUTION = "institution"
    DOCUMENTS = "documents"
    CHECK = "check"


TITLES: Mapping[Page, Sentence] = {
    Page.KIND: Sentence("Jenis permohonan", "Kind of application"),
    Page.APPLICANT: Sentence("Pemohon", "Applicant"),
    Page.INSTITUTION: Sentence("Lembaga", "Institution"),
    Page.DOCUMENTS: Sentence("Dokumen", "Documents"),
    Page.CHECK: Sentence("Periksa dan ajukan", "Check and submit"),
}
# What is no text says so, as `api.pages.typed` wants it.
FIELDS: Mapping[Page, tuple[str, ...]] = {
    Page.KIND: ("kind", "institution.unit_type", "previous_number"),
    Page.APPLICANT: ("applicant.name", "applicant.nik", "applicant.email", "applicant.phone", "applicant.address"),
    Page.INSTITUTION: (
        "institution.name",
        "institution.address",
        "institution.kecamatan",
        "institution.kelurahan",
        "institution.capacity",
        "institution.programs",
    ),
    Page.DOCUMENTS: (),
    Page.CHECK: (),
}
PROGRAMS = "institution.programs"  # one a line
NUMBERS = frozenset({"institution.capacity"})
LABELS: Mapping[str, Sentence] = {
    "kind": Sentence("Jenis permohonan", "Kind of application"),
    "institution.unit_type": Sentence("Jenis satuan pendidikan", "Kind of institution"),
    "previous_number": Sentence("Nomor izin sebelumnya", "Number of the previous permit"),
    "applicant.name": Sentence("Nama lengkap", "Full name"),
    "applicant.nik": Sentence("NIK", "Identity number (NIK)"),
    "applicant.email": Sentence("Pos-el", "E-mail"),
    "applicant.phone": Sentence("Nomor telepon", "Telephone"),
    "applicant.address": Sentence("Alamat", "Address"),
    "institution.name": Sentence("Nama lembaga", "Name of the institution"),
    "institution.address": Sentence("Alamat lembaga", "Address of the institution"),
    "institution.kecamatan": Sentence("Kecamatan", "District (kecamatan)"),
    "institution.kelurahan": Sentence("Kelurahan", "Subdistrict (kelurahan)"),
    "institution.capacity": Sentence("Daya tampung (orang)", "Capacity (persons)"),
    "institution.programs": Sentence("Program yang diselenggarakan", "Programmes"),
}
KINDS: Mapping[str, Sentence] = {
    ApplicationKind.NEW: Sentence("Izin baru", "A new permit"),
    ApplicationKind.RENEWAL: Sentence("Perpanjangan izin", "A renewal"),
    ApplicationKind.AMENDMENT: Sentence(
        "Perubahan izin (nama, alamat, atau pengurus)", "An amendment (name, address or management)"
    ),
}
UNITS: Mapping[str, Sentence] = {
    UnitType.PAUD: Sentence("Pendidikan Anak Usia Dini (PAUD)", "Early childhood education (PAUD)"),
    UnitType.SD: Sentence("Sekolah Dasar (SD)", "Primary school (SD)"),
    UnitType.SMP: Sentence("Sekolah Menengah Pertama (SMP)", "Lower secondary school (SMP)"),
    UnitType.LKP: Sentence("Lembaga Kursus dan Pelatihan (LKP)", "Courses and training (LKP)"),
    UnitType.PKBM: Sentence("Pusat Kegiatan Belajar Masyarakat (PKBM)", "Community learning centre (PKBM)"),
    UnitType.BIMBEL: Sentence("Lembaga Bimbingan Belajar", "Tutoring (bimbingan belajar)"),
    UnitType.MAJELIS_TAKLIM: Sentence("Majelis Taklim", "Religious study group (majelis taklim)"),
    UnitType.OTHER: Sentence("Satuan pendidikan nonformal sejenis", "Another non-formal institution"),
}
# Kecamatan and kelurahan of the city, as suggestions: the API takes any line.
PLACES: Mapping[str, tuple[str, ...]] = {
    "Banjarbaru Selatan": ("Guntung Paikat", "Kemuning", "Loktabat Selatan", "Sungai Besar"),
    "Banjarbaru Utara": ("Komet", "Loktabat Utara", "Mentaos", "Sungai Ulin"),
    "Cempaka": ("Bangkal", "Cempaka", "Palam", "Sungai Tiung"),
    "Landasan Ulin": ("Guntung Manggis", "Guntung Payung", "Landasan Ulin Timur", "Syamsudin Noor"),
    "Liang Anggang": (
        "Landasan Ulin Barat",
        "Landasan Ulin Selatan",
        "Landasan Ulin Tengah",
        "Landasan Ulin Utara",
    ),
}


def page_of(field: str) -> Page | None:
    """Return the page on which this field is."""
    return next((page for page, fields in FIELDS.items() if field in fields), None)


def words_of(field: str, value: str) -> Sentence:
    """Return the value as people read it, in a summary of what was answered."""
    choices = {"kind": KINDS, "institution.unit_type": UNITS}.get(field, {})
    return choices.get(value, Sentence(value, value))
