"""Who acts in the sample permits: the demo's own person of each role with their colleagues, and many applicants.

All are invented. Their NIK begin with 637299, a kecamatan that does not exist, and their NIP name a sex that is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from application.demo.places import some_place
from domain.actor import Caller, Role
from domain.papers import Applicant, Inspector

# The head of a division, the secretary and the head of the office are posts of one person each.
COLLEAGUES: Mapping[Role, tuple[str, ...]] = {
    Role.FRONT_OFFICE: ("Hj. Rusmini, S.AP.", "Gusti Ferdian"),
    Role.BACK_OFFICE: ("Akhmad Sauqi, S.Kom.", "Yulia Pertiwi"),
    Role.DINAS_TEKNIS: ("Drs. Abdul Hadi", "Erna Wahyuni, S.Pd.", "Tri Handoko, S.T."),
    Role.KABID: (),
    Role.SEKRETARIS: (),
    Role.KEPALA_DINAS: (),
}

WOMEN = ("Norhasanah", "Siti Aminah", "Mahrita", "Rahmi", "Noor Laila", "Dewi Sartika", "Hanisah", "Jamilah", "Wardah")
MEN = ("Akhmad Fauzi", "Muhammad Rifani", "Syamsul", "Gusti Arya", "Supian", "Bahrudin", "Yusran", "Eko", "Hairil")
FAMILIES = ("Hasanah", "Rahman", "Anwari", "Maulida", "Kurniawan", "Noor", "Ramadhani", "Effendi", "Hidayah", "Lestari")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """An applicant: who signs in, and what they write on the form."""

    caller: Caller
    person: Applicant


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of the demo. `officers` has the demo's own person of each role first, then the colleagues."""

    officers: Mapping[Role, tuple[Caller, ...]]
    applicant: Citizen

    def own(self, role: Role) -> Caller:
        return self.officers[role][0]

    def anyone(self, role: Role, chance: Random) -> Caller:
        return chance.choice(self.officers[role])

    def colleague(self, role: Role, chance: Random) -> Caller:
        return chance.choice(self.officers[role][1:])


def people_around(signed_in: Mapping[Role, Caller]) -> Cast:
    """Return the people around those whom the demo signs in, one for each role."""
    applicant = signed_in[Role.PEMOHON]
    return Cast(
        officers={
            role: (signed_in[role], *(_officer(role, n, name) for n, name in enumerate(names, 2)))
            for role, names in COLLEAGUES.items()
        },
        applicant=Citizen(caller=applicant, person=_person(applicant.name, Random(applicant.sub), woman=True)),
    )


def some_citizen(n: int, chance: Random) -> Citizen:
    """Return the n-th applicant of the demo."""
    woman = chance.random() < 0.5
    name = f"{chance.choice(WOMEN if woman else MEN)} {chance.choice(FAMILIES)}"
    caller = Caller(sub=f"demo-warga-{n:02}", name=name, roles=frozenset({Role.PEMOHON}))
    return Citizen(caller=caller, person=_person(name, chance, woman=woman))


def inspectors(lead: Caller, chance: Random) -> tuple[Inspector, ...]:
    """Return the team of a field inspection: the officer who files the report, and somebody from the school desk."""
    member = chance.choice(("Lina Marlina, S.Pd.", "Rudi Hartono, M.Pd."))
    return (
        Inspector(name=lead.name, position="Ketua Tim Pemeriksa", nip=_nip(lead.name)),
        Inspector(name=member, position="Anggota", nip=_nip(member)),
    )


def _officer(role: Role, n: int, name: str) -> Caller:
    return Caller(sub=f"demo-{role.value.replace('_', '-')}-{n}", name=name, roles=frozenset({role}))


def _person(name: str, chance: Random, *, woman: bool) -> Applicant:
    return Applicant(
        name=name,
        nik=_nik(chance, woman=woman),
        email=f"{name.split(',', maxsplit=1)[0].lower().replace(' ', '.')}@example.org",
        phone=f"0511 000 {chance.randint(1000, 9999)}",
        address=some_place(chance).whole,
    )


def _nik(chance: Random, *, woman: bool) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(65, 99)
    return f"637299{day + 40 if woman else day:02}{month:02}{year:02}{chance.randint(1, 9999):04}"


def _nip(name: str) -> str:
    """Birth date, month of appointment, sex, serial (18 digits), the same for the same person; sex 9 is nobody's."""
    chance = Random(name)
    born, month, day = chance.randint(1970, 1992), chance.randint(1, 12), chance.randint(1, 28)
    return f"{born}{month:02}{day:02}{born + 25}{chance.randint(1, 12):02}9{chance.randint(1, 999):03}"
