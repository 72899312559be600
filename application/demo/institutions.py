"""The institutions that apply in the demo: invented names for every unit type of the form."""

from collections.abc import Mapping
from random import Random

from application.demo.places import some_place
from domain.papers import Institution, UnitType

PROGRAMS: Mapping[UnitType, tuple[str, ...]] = {
    UnitType.PAUD: ("Kelompok Bermain", "Taman Kanak-kanak"),
    UnitType.SD: ("Kelas I sampai dengan VI",),
    UnitType.SMP: ("Kelas VII sampai dengan IX",),
    UnitType.LKP: ("Kursus komputer", "Kursus bahasa Inggris", "Tata busana", "Tata boga", "Las dan otomotif"),
    UnitType.PKBM: ("Paket A", "Paket B", "Paket C", "Keaksaraan"),
    UnitType.BIMBEL: ("Matematika", "Membaca dan menulis", "Persiapan ujian sekolah"),
    UnitType.MAJELIS_TAKLIM: ("Pengajian rutin", "Tahsin Al-Qur'an"),
    UnitType.OTHER: ("Taman baca", "Rumah pintar"),
}
NAMES: Mapping[UnitType, tuple[str, ...]] = {
    UnitType.PAUD: (
        "PAUD Melati Meratus",
        "KB Tunas Intan",
        "TK Pelangi Loktabat",
        "PAUD Bina Ceria",
        "TPA Kasih Bunda Sejati",
        "PAUD Anak Banua",
        "TK Harapan Riam",
        "KB Cahaya Mentaos",
        "PAUD Kuncup Kemuning",
        "TK Bintang Palam",
        "PAUD Rumah Pelita",
        "KB Sasirangan Ceria",
        "PAUD Embun Pagi",
        "TK Permata Ulin",
        "PAUD Rintik Hujan",
        "KB Ranting Galam",
        "TK Lentera Bangkal",
        "PAUD Sungai Tiung Ceria",
    ),
    UnitType.SD: ("SD Islam Cendekia Meratus", "SD Tunas Banua Mandiri", "SD Alam Riam Kanan"),
    UnitType.SMP: ("SMP Islam Intan Madani", "SMP Bina Insan Banua", "SMP Terpadu Meratus"),
    UnitType.LKP: (
        "LKP Intan Komputer",
        "LKP Borneo English",
        "LKP Mode Sasirangan",
        "LKP Boga Banua",
        "LKP Mekanik Muda",
        "LKP Digital Loktabat",
        "LKP Karya Terampil",
        "LKP Suara Meratus",
        "LKP Cipta Grafika",
        "LKP Anggrek Jahit",
        "LKP Bahasa Nusantara",
        "LKP Teknik Ulin",
        "LKP Tata Rias Intan",
        "LKP Barista Banua",
        "LKP Servis Banua",
    ),
    UnitType.PKBM: (
        "PKBM Harapan Meratus",
        "PKBM Intan Belajar",
        "PKBM Bina Banua",
        "PKBM Cempaka Maju",
        "PKBM Sinar Tiung",
        "PKBM Ulin Mandiri",
        "PKBM Pelita Bangkal",
        "PKBM Guntung Lestari",
        "PKBM Mitra Warga",
        "PKBM Tunas Kemuning",
        "PKBM Setara Jaya",
        "PKBM Bangun Banua",
        "PKBM Karang Intan Cerdas",
        "PKBM Suluh Warga",
        "PKBM Galam Bersemi",
        "PKBM Titian Ilmu",
        "PKBM Mentaos Mandiri",
    ),
    UnitType.BIMBEL: (
        "Bimbel Prisma Cerdas",
        "Bimbel Angka Pintar",
        "Bimbel Juara Banua",
        "Bimbel Rumah Hitung",
        "Bimbel Fokus Siswa",
        "Bimbel Langkah Awal",
        "Bimbel Sahabat Belajar",
        "Bimbel Cahaya Angka",
        "Bimbel Pintar Palam",
        "Bimbel Jembatan Ilmu",
        "Bimbel Teras Belajar",
        "Bimbel Lampu Belajar",
    ),
    UnitType.MAJELIS_TAKLIM: (
        "Majelis Taklim Nurul Banua",
        "Majelis Taklim Al-Intan",
        "Majelis Taklim Raudhatul Ulin",
        "Majelis Taklim Darul Mentaos",
    ),
    UnitType.OTHER: (
        "Taman Baca Riam Ilmu",
        "Rumah Pintar Sungai Besar Ceria",
        "Balai Belajar Komet",
        "Taman Baca Halaman Buku",
        "Rumah Pintar Liang Ceria",
    ),
}


def some_institutions(chance: Random) -> tuple[Institution, ...]:
    """Return every institution once, in an order of chance."""
    all_of_them = [_institution(unit_type, name, chance) for unit_type, names in NAMES.items() for name in names]
    chance.shuffle(all_of_them)
    return tuple(all_of_them)


def _institution(unit_type: UnitType, name: str, chance: Random) -> Institution:
    place, offered = some_place(chance), PROGRAMS[unit_type]
    return Institution(
        name=name,
        unit_type=unit_type,
        address=place.line,
        kelurahan=place.kelurahan,
        kecamatan=place.kecamatan,
        capacity=10 * chance.randint(2, 18),
        programs=tuple(chance.sample(offered, chance.randint(1, min(3, len(offered))))),
    )
