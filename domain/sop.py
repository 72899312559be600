"""The SOP as data: the paper's rows, what may be done at each, and the list of requirements.

A permit type is one file (see `sop_file`); nothing here knows a particular SOP.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from domain.actor import Role
from domain.commands import NAMES, Command
from domain.decree_number import written
from domain.events import SopRef
from domain.papers import ApplicationKind, NumberedKind, UnitType
from domain.refusals import Sentence
from domain.superiors import LEADERSHIP
from domain.working_time import Standard

# What is not tied to a row of the paper, because it may happen at many of them (design decision, not SOP).
ANYWHERE: dict[str, tuple[Role, ...]] = {
    "withdraw": (Role.PEMOHON,),
    "authorise": (Role.PEMOHON,),
    "end_authority": (Role.PEMOHON,),
    "revoke": (Role.KEPALA_DINAS,),
    "sign_revocation": (Role.KEPALA_DINAS,),
    "claim": tuple(Role)[1:7],
    "release": tuple(Role)[1:7],
    "reassign": LEADERSHIP,
    "alert": (Role.SYSTEM,),
    "correct": (Role.PEMOHON, Role.FRONT_OFFICE),
    "erase": (Role.ADMIN,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A command a row allows, the roles that may give it, and the row the file goes to (None: it is finished)."""

    command: str
    roles: tuple[Role, ...]
    to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the paper, its columns word for word, and the moves it allows."""

    no: int
    activity: str
    role: Role
    completeness: str
    standard_text: str
    standard: Standard
    output: str
    note: str
    moves: tuple[Move, ...]

    def move(self, command: str) -> Move | None:
        return next((move for move in self.moves if move.command == command), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A document of the list (persyaratan), and for which unit types and kinds it must be there."""

    code: str
    title: str
    required: bool
    unit_types: frozenset[UnitType]
    kinds: frozenset[ApplicationKind]

    def needed_for(self, unit_type: UnitType, kind: ApplicationKind) -> bool:
        return self.required and unit_type in self.unit_types and kind in self.kinds


@dataclass(frozen=True, kw_only=True)
class Sop:
    """One version of one permit type's SOP.

    An applicant has `repair_days` working days to repair a rejected file, and is reminded when `repair_reminders` of
    them are left. An overdue file is escalated once it has been so for `escalate_after`. `legal_limit` counts from the
    latest submission, to the line where silence becomes consent (UU 30/2014 Pasal 53 as amended by UU 6/2023). A claim
    holds for `claim_expires` of working time.
    """

    code: str
    version: str
    title: str
    permit_name: str
    in_force_from: date
    registration_prefix: str
    register: str
    number_patterns: dict[NumberedKind, str]
    declared_total_text: str
    declared_total: Standard
    declared_rounded: str
    valid_years: int
    repair_days: int
    repair_reminders: tuple[int, ...]
    escalate_after: Standard
    claim_expires: Standard
    legal_limit: Standard
    rows: tuple[Row, ...]
    requirements: tuple[Requirement, ...]
    placeholders: tuple[str, ...] = ()

    @cached_property
    def ref(self) -> SopRef:
        return SopRef(code=self.code, version=self.version)

    @cached_property
    def summed_total(self) -> Standard:
        """What the steps really add up to, whatever the paper declares."""
        return sum((row.standard for row in self.rows), start=Standard())

    @cached_property
    def promised_total(self) -> Standard:
        """The declared total less the time the applicant spends before submitting: what the receipt promises."""
        return self.declared_total - self.rows[0].standard

    @cached_property
    def summed_promise(self) -> Standard:
        """The same of what the steps really add up to."""
        return self.summed_total - self.rows[0].standard

    @cached_property
    def findings(self) -> tuple[Sentence, ...]:
        """Where the paper contradicts itself: shown, never corrected."""
        if self.declared_total == self.summed_total:
            return ()
        return (
            Sentence(
                f"Jumlah waktu menurut SOP adalah {self.declared_total}, sedangkan jumlah seluruh langkahnya "
                f"{self.summed_total}.",
                f"The SOP declares {self.declared_total} in all, but its steps sum to {self.summed_total}.",
            ),
        )

    @cached_property
    def _row_by_no(self) -> dict[int, Row]:
        return {row.no: row for row in self.rows}

    @cached_property
    def _requirement_by_code(self) -> dict[str, Requirement]:
        return {requirement.code: requirement for requirement in self.requirements}

    @cached_property
    def _needed(self) -> dict[tuple[UnitType, ApplicationKind], tuple[Requirement, ...]]:
        return {
            each: tuple(requirement for requirement in self.requirements if requirement.needed_for(*each))
            for each in product(UnitType, ApplicationKind)
        }

    @cached_property
    def _roles_ever(self) -> dict[str, frozenset[Role]]:
        ever = {name: frozenset(roles) for name, roles in ANYWHERE.items()}
        for row in self.rows:
            for move in row.moves:
                ever[move.command] = ever.get(move.command, frozenset()) | frozenset(move.roles)
        return ever

    def row(self, no: int) -> Row:
        return self._row_by_no[no]

    def requirement(self, code: str) -> Requirement | None:
        return self._requirement_by_code.get(code)

    def needed(self, unit_type: UnitType, kind: ApplicationKind) -> tuple[Requirement, ...]:
        return self._needed[unit_type, kind]

    def roles_ever(self, command: type[Command]) -> frozenset[Role]:
        """Return the roles that may give `command` at some step, if any."""
        return self._roles_ever.get(NAMES[command], frozenset())

    def format_number(self, kind: NumberedKind, seq: int, reserved_on: date) -> str:
        return written(self.number_patterns[kind], seq, reserved_on)

    def day_of_decree(self, kind: NumberedKind, reserved_on: date, today: date) -> date:
        """The day of signing; but a number that names another year or month belongs to a decree of then."""
        first, now = (self.format_number(kind, 1, day) for day in (reserved_on, today))
        return today if first == now else reserved_on
