"""What the front office usually finds wrong with each document, and what it asks for: offered, never sent by itself.

The sentences go to the applicant and into the notice of deficiencies, so they are Indonesian whoever reads the page.
They are placeholders of experience, as the list of requirements is; the office edits them here.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Usual(NamedTuple):
    finding: str
    remedy: str


_OF_ANY = (
    Usual("Berkas tidak terbaca atau terpotong.", "Unggah kembali hasil pindai yang jelas dan lengkap."),
    Usual("Berkas yang diunggah bukan dokumen yang dimaksud.", "Unggah dokumen sesuai dengan persyaratan."),
    Usual("Masa berlaku dokumen telah berakhir.", "Unggah dokumen yang masih berlaku."),
)
_OF_ONE: Mapping[str, tuple[Usual, ...]] = {
    "R01": (
        Usual("Surat permohonan belum bermeterai atau belum ditandatangani.", "Bubuhkan meterai dan tanda tangan."),
    ),
    "R02": (Usual("Data KTP tidak sama dengan isian permohonan.", "Sesuaikan isian dengan KTP elektronik pemohon."),),
    "R03": (Usual("KBLI pada NIB tidak mencakup kegiatan pendidikan.", "Lengkapi NIB dengan KBLI yang sesuai."),),
    "R04": (Usual("NPWP bukan atas nama lembaga atau yayasan.", "Unggah NPWP atas nama lembaga atau yayasan."),),
    "R05": (Usual("Akta perubahan terakhir belum dilampirkan.", "Lampirkan akta pendirian beserta perubahannya."),),
    "R06": (
        Usual(
            "Nama badan hukum tidak sama dengan akta.",
            "Lampirkan keputusan pengesahan untuk badan hukum dalam akta.",
        ),
    ),
    "R07": (Usual("Alamat domisili tidak sama dengan alamat lembaga.", "Lampirkan surat domisili alamat lembaga."),),
    "R08": (
        Usual("Masa sewa kurang dari 3 tahun.", "Lampirkan bukti penguasaan tempat sekurang-kurangnya 3 tahun."),
        Usual(
            "Bukti penguasaan tempat bukan atas nama lembaga.",
            "Lampirkan perjanjian sewa atau pinjam pakai atas nama lembaga.",
        ),
    ),
    "R09": (Usual("Rincian tugas pengurus belum ada.", "Lengkapi susunan pengurus dengan rincian tugas."),),
    "R10": (Usual("Kurikulum belum memuat seluruh program.", "Lengkapi kurikulum untuk setiap program yang dimohon."),),
    "R11": (Usual("Ijazah atau SK pengangkatan belum lengkap.", "Lampirkan ijazah dan SK setiap pendidik."),),
    "R12": (Usual("Daftar peserta didik tidak sesuai daya tampung.", "Sesuaikan daftar dengan daya tampung."),),
    "R13": (Usual("Jumlah dan keadaan sarana belum dirinci.", "Rinci jumlah dan keadaan setiap sarana."),),
    "R14": (Usual("Denah ruang belum memuat ukuran.", "Lengkapi denah dengan ukuran setiap ruang."),),
    "R15": (Usual("Foto papan nama belum ada.", "Lengkapi dengan foto gedung, ruang belajar, dan papan nama."),),
    "R16": (Usual("Rencana pembiayaan kurang dari 1 tahun.", "Susun rencana pembiayaan untuk 1 tahun pembelajaran."),),
    "R17": (Usual("Rencana pencapaian standar belum berjangka waktu.", "Cantumkan target dan tahun pencapaiannya."),),
    "R23": (Usual("Surat pernyataan belum bermeterai.", "Bubuhkan meterai dan tanda tangan pemohon."),),
    "R24": (Usual("SK izin lama tidak lengkap.", "Unggah seluruh halaman SK izin lama."),),
}


def typical(requirement: str) -> tuple[Usual, ...]:
    """Return what is usually wrong with this document, the likeliest first."""
    return (*_OF_ONE.get(requirement, ()), *_OF_ANY)
