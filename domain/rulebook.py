"""What the office has decided beforehand, as one value: SOPs, decree forms, calendars, and who holds its posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.calendar import Calendar
from domain.decree import DecreeTemplate
from domain.events import SopRef
from domain.posts import NOBODY_APPOINTED, Roster
from domain.publications import Publications
from domain.service_standard import ServiceStandard
from domain.sop import Sop


class UnknownSop(LookupError):
    """No SOP of that code, or none in force on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """`default` is the code of the permit type that is meant when a submission names none."""

    sops: Mapping[SopRef, Sop]
    forms: Mapping[SopRef, DecreeTemplate]
    publications: Publications
    default: str
    roster: Roster = NOBODY_APPOINTED
    service_standards: tuple[ServiceStandard, ...] = ()

    @property
    def calendar(self) -> Calendar:
        """The office calendar as it is known now."""
        return self.publications.newest

    def sop(self, ref: SopRef) -> Sop:
        return self.sops[ref]

    def current(self, code: str, day: date) -> Sop:
        """Return the version of `code` in force on `day`: the youngest that has begun. Raise `UnknownSop`."""
        begun = [sop for sop in self.sops.values() if sop.code == code and sop.in_force_from <= day]
        if not begun:
            raise UnknownSop(f"no SOP {code} is in force on {day}")
        return max(begun, key=lambda sop: sop.in_force_from)

    def service_standard(self, code: str, day: date) -> ServiceStandard | None:
        """Return the youngest service standard of `code` that has begun by `day`, if the office has written one."""
        begun = [each for each in self.service_standards if each.sop == code and each.in_force_from <= day]
        return max(begun, key=lambda standard: standard.in_force_from, default=None)

    @property
    def all_sops(self) -> tuple[Sop, ...]:
        return tuple(self.sops.values())
