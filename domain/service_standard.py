"""The service standard (Standar Pelayanan) that an office publishes, in the 14 components of UU 25/2009 Pasal 21."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.blanks import MARK
from domain.refusals import Sentence

# In the order of the law, which is the order in which offices publish them.
COMPONENTS: Mapping[str, Sentence] = {
    "legal_basis": Sentence("Dasar hukum", "Legal basis"),
    "requirements": Sentence("Persyaratan", "Requirements"),
    "procedure": Sentence("Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
    "time": Sentence("Jangka waktu penyelesaian", "Time to completion"),
    "cost": Sentence("Biaya/tarif", "Cost"),
    "product": Sentence("Produk pelayanan", "What is given"),
    "facilities": Sentence("Sarana, prasarana, dan/atau fasilitas", "Facilities"),
    "competence": Sentence("Kompetensi pelaksana", "Competence of the officers"),
    "supervision": Sentence("Pengawasan internal", "Internal supervision"),
    "complaints": Sentence("Penanganan pengaduan, saran, dan masukan", "Complaints and suggestions"),
    "staff": Sentence("Jumlah pelaksana", "Number of officers"),
    "guarantee": Sentence("Jaminan pelayanan", "Guarantee of the service"),
    "safety": Sentence("Jaminan keamanan dan keselamatan", "Guarantee of security and safety"),
    "evaluation": Sentence("Evaluasi kinerja pelaksana", "Evaluation of performance"),
}


class BadServiceStandard(ValueError):
    """A file that is no service standard. The message names the file and the place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStandard:
    """What holds for the permit type `sop` from a day on; `decree` is the one that sets it."""

    sop: str
    in_force_from: date
    decree: str
    components: Mapping[str, tuple[Sentence, ...]]

    @property
    def blanks(self) -> tuple[str, ...]:
        """Where something is left for the office to fill in."""
        marked = [name for name, said in self.components.items() if any(MARK in each.id for each in said)]
        return (*(["decree"] if MARK in self.decree else []), *marked)


def parse_service_standard(text: str, file: str) -> ServiceStandard:
    """Return the standard that `text` (TOML) describes, or raise `BadServiceStandard`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadServiceStandard(f"{file}: this is not TOML: {error}") from error
    components = data.get("components", {})
    if set(components) != set(COMPONENTS):
        raise BadServiceStandard(f"{file}: components must be exactly {', '.join(COMPONENTS)}")
    match data:
        case {"sop": str(sop), "in_force_from": date() as since, "decree": str(decree)}:
            said = {name: _said(components[name], f"{file}: components.{name}") for name in COMPONENTS}
            return ServiceStandard(sop=sop, in_force_from=since, decree=decree, components=said)
        case _:
            raise BadServiceStandard(f"{file}: sop, in_force_from (a day) and decree must be given")


def _said(lines: object, where: str) -> tuple[Sentence, ...]:
    match lines:
        case list() if all(_is_said_twice(line) for line in lines):
            return tuple(Sentence(*line) for line in lines)
        case _:
            raise BadServiceStandard(f'{where} must be lines of two texts: ["Indonesian", "English"]')


def _is_said_twice(line: object) -> bool:
    match line:
        case [str(indonesian), str(english)]:
            return bool(indonesian.strip() and english.strip())
        case _:
            return False
