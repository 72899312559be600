"""Who acts: the seven roles of the SOP, the four beside it, and the person behind an act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """The SOP's seven columns, then those who read, publish or wind the clock."""

    PEMOHON = "pemohon"
    FRONT_OFFICE = "front_office"
    BACK_OFFICE = "back_office"
    DINAS_TEKNIS = "dinas_teknis"
    KABID = "kabid"
    SEKRETARIS = "sekretaris"
    KEPALA_DINAS = "kepala_dinas"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


SOP_ROLES = tuple(Role)[:7]
OFFICERS = SOP_ROLES[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person in the role they act in.

    `acting_for` names the post under a Plt/Plh mandate; with an applicant's attorney, the letter that empowers them.
    """

    sub: str
    name: str
    role: Role
    acting_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person and every role they have, before it is known which one the act needs.

    `acting` are the posts among them that a mandate gives, each with its words on paper ("Plt. Kepala Dinas").
    """

    sub: str
    name: str
    roles: frozenset[Role]
    acting: Mapping[Role, str] = field(default_factory=dict[Role, str], hash=False)

    def acting_as(self, role: Role) -> Actor:
        return Actor(sub=self.sub, name=self.name, role=role, acting_for=self.acting.get(role))


# Who winds the clock. No token makes anybody the system.
CLOCK = Caller(sub="system", name="Sistem", roles=frozenset({Role.SYSTEM}))
