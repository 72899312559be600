"""Kota Banjarbaru as far as an address needs it: its kecamatan and kelurahan (Perda of the city), and street names."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

KELURAHAN: Mapping[str, tuple[str, ...]] = {
    "Landasan Ulin": ("Guntung Payung", "Guntung Manggis", "Landasan Ulin Timur", "Syamsudin Noor"),
    "Liang Anggang": (
        "Landasan Ulin Barat",
        "Landasan Ulin Tengah",
        "Landasan Ulin Utara",
        "Landasan Ulin Selatan",
    ),
    "Cempaka": ("Cempaka", "Sungai Tiung", "Bangkal", "Palam"),
    "Banjarbaru Utara": ("Komet", "Loktabat Utara", "Mentaos", "Sungai Ulin"),
    "Banjarbaru Selatan": ("Guntung Paikat", "Kemuning", "Loktabat Selatan", "Sungai Besar"),
}
STREETS = (
    "Ahmad Yani Km 33,5",
    "Ahmad Yani Km 35",
    "Panglima Batur",
    "Karang Anyar",
    "Trikora",
    "Mistar Cokrokusumo",
    "Guntung Manggis",
    "Sapta Marga",
    "Intan Sari",
    "Permata Biru",
    "Pandan Wangi",
    "Rambai",
    "Kenanga",
    "Bina Satria",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address in the city; `line` has no kelurahan."""

    line: str
    kelurahan: str
    kecamatan: str

    @property
    def whole(self) -> str:
        return f"{self.line}, Kel. {self.kelurahan}, Kec. {self.kecamatan}, Banjarbaru"


def some_place(chance: Random) -> Place:
    kecamatan = chance.choice(tuple(KELURAHAN))
    street, house = chance.choice(STREETS), chance.randint(1, 98)
    unit = f"RT {chance.randint(1, 12):03} RW {chance.randint(1, 5):03}"
    return Place(
        line=f"Jalan {street} No. {house}, {unit}",
        kelurahan=chance.choice(KELURAHAN[kecamatan]),
        kecamatan=kecamatan,
    )
