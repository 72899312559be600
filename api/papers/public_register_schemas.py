"""What the public register answers, in OpenAPI, and its words."""

from collections.abc import Mapping
from datetime import date

from api.commands.examples import Example
from api.commands.permit_schema import Schema, shown
from domain.blanks import MARK
from domain.refusals import Sentence
from projections.public_register import Standing

_PERMIT: Example = {
    "number": "500.16.7.2/0012/IPKBM/DPMPTSP/2026",
    "institution": "PKBM Harapan Bangsa",
    "kecamatan": "Banjarbaru Utara",
    "issued_on": "2026-11-30",
    "valid_until": "2031-11-30",
    "standing": "valid",
}
COLUMNS = (
    "number",
    "institution",
    "kecamatan",
    "issued_on",
    "valid_until",
    "standing",
    "revoked_on",
    "superseded_by",
)
STANDINGS: Mapping[str, Sentence] = {
    Standing.VALID: Sentence("Berlaku", "In force"),
    Standing.REVOKED: Sentence("Dicabut", "Revoked"),
    Standing.SUPERSEDED: Sentence("Diganti", "Superseded"),
    Standing.EXPIRED: Sentence("Berakhir", "Expired"),
}
# Which article obliges the office, and its own list of public information, are the office's to say.
GROUND = Sentence(
    f"Dasar pengumuman: Undang-Undang Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik, Pasal {MARK}].",
    f"Published under Law 14 of 2008 on public information, article {MARK}].",
)


class GivenSchema(Schema):
    """A permit that was given, and how it stands today; a superseded one names the decree that took its place."""

    number: str
    institution: str
    kecamatan: str
    issued_on: date
    valid_until: date | None
    standing: Standing
    revoked_on: date | None = None
    superseded_by: str | None = None


class GivenPermitsSchema(Schema):
    model_config = shown({"items": [_PERMIT], "next": "q83vEjRWeJCrze8SNFZ4kFsxXQ"})

    items: list[GivenSchema]
    next: str | None
