"""What inspectors usually look at on the spot, by unit type: the rows with which a report of theirs begins.

The sentences are printed in the BAPL, so they are Indonesian whoever reads the page. Placeholders after Permendikbud
81/2013, 84/2014 and 36/2014 and the inspection forms of other offices; the technical office edits them here.
"""

from collections.abc import Mapping
from typing import NamedTuple

from domain.papers import UnitType


class Aspect(NamedTuple):
    name: str
    requirement: str


_OF_ALL = (
    Aspect("Alamat dan papan nama", "Sesuai dengan permohonan; papan nama terpasang"),
    Aspect("Status tempat", "Milik sendiri, sewa, atau pinjam pakai sekurang-kurangnya 3 tahun"),
    Aspect("Ruang belajar", "Jumlah dan luas sesuai dengan daya tampung; berventilasi dan terang"),
    Aspect("Sarana dan prasarana", "Tersedia sesuai dengan daftar dalam permohonan"),
    Aspect("Pendidik dan tenaga kependidikan", "Jumlah dan kualifikasi sesuai dengan daftar dalam permohonan"),
    Aspect("Administrasi dan kurikulum", "Kurikulum, jadwal, dan buku administrasi tersedia"),
    Aspect("Sanitasi", "Kamar kecil dan air bersih tersedia"),
    Aspect("Keselamatan", "Jalur keluar dan alat pemadam api ringan tersedia"),
)
_BESIDE: Mapping[UnitType, tuple[Aspect, ...]] = {
    UnitType.PAUD: (
        Aspect("Halaman dan alat permainan", "Aman untuk anak; alat permainan edukatif di dalam dan di luar ruang"),
    ),
    UnitType.SD: (Aspect("Perpustakaan", "Ruang atau sudut baca dengan buku teks yang cukup"),),
    UnitType.SMP: (Aspect("Perpustakaan dan laboratorium", "Tersedia dan dapat digunakan"),),
    UnitType.LKP: (Aspect("Ruang dan alat praktik", "Sesuai dengan program kursus yang dimohon"),),
    UnitType.PKBM: (Aspect("Ruang praktik keterampilan", "Sesuai dengan program yang dimohon"),),
}


def usual_aspects(unit_type: UnitType) -> tuple[Aspect, ...]:
    return (*_OF_ALL, *_BESIDE.get(unit_type, ()))
