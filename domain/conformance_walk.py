"""One file walked along its SOP, deed by deed: what each should have been, and where the file is after it."""

from collections.abc import Iterable
from dataclasses import replace

from domain.actor import OFFICERS, Role
from domain.calendar import Calendar
from domain.claims import claim_ends_at
from domain.conformance import Deviation, Finding
from domain.deeds import Deed
from domain.papers import DecreeKind
from domain.sop import ANYWHERE, Move, Row, Sop
from domain.superiors import SUPERIORS

# What a fact is, in the words of the rows.
_COMMANDS = {
    "Submitted": "submit",
    "Verified": "verify",
    "Rejected": "reject",
    "BAPFiled": "file_inspection",
    "Drafted": "draft",
    "Approved": "approve",
    "Returned": "return",
    "Signed": "sign",
    "Delivered": "deliver",
    "Lapsed": "lapse",
}
_ANYWHERE = {
    "Claimed": "claim",
    "Released": "release",
    "Reassigned": "reassign",
    "Withdrawn": "withdraw",
    "Revoked": "revoke",
    "RevocationSigned": "revoke",
    "Alerted": "alert",
}
_ROUTED, _FORGOTTEN = "Routed", "PersonalDataErased"
# Who speaks for an applicant is no step of the SOP; what they do is judged as the applicant's own.
_APART = frozenset({"AuthorityGiven", "AuthorityEnded"})


def deviations(deeds: Iterable[Deed], sop: Sop, calendar: Calendar) -> tuple[Finding, ...]:
    """Return where the deeds of one file, in the order of their versions, leave its SOP; claims end by `calendar`."""
    walk = _Walk(sop, calendar)
    for deed in deeds:
        walk.take(deed)
    return walk.findings()


class _Walk:
    """Where the file is, by what has happened to it; `_due` is the move that must follow the last act at once."""

    def __init__(self, sop: Sop, calendar: Calendar) -> None:
        self._sop, self._calendar = sop, calendar
        self._rows = {row.no: row for row in sop.rows}
        self._found: list[Finding] = []
        self._last: Deed | None = None
        self._step = sop.rows[0].no
        self._round = 0
        self._due: Move | None = None
        self._ended = False
        self._acted: dict[str, Role] = {}
        self._claimer: Deed | None = None
        self._draft: Deed | None = None
        self._approved: set[int] = set()
        self._against = False
        self._decree: DecreeKind | None = None
        self._owes_signature = False

    def take(self, deed: Deed) -> None:
        self._in_sequence(deed)
        self._let_claims_end(deed)
        if self._due is not None and not self._follows(deed):
            self._not_routed(self._due)
        if self._due is not None:
            self._routed(deed, self._due)
        elif self._ended and not self._is_aftermath(deed):
            self._tell(Deviation.AFTER_THE_END, deed)
        elif deed.fact == _ROUTED:
            self._moved(deed)
        elif deed.fact in _COMMANDS:
            self._act(deed, _COMMANDS[deed.fact])
        elif deed.fact in _ANYWHERE:
            self._anywhere(deed, _ANYWHERE[deed.fact])
        self._last = deed

    def findings(self) -> tuple[Finding, ...]:
        if self._due is not None:
            self._not_routed(self._due)
        return tuple(self._found)

    def _in_sequence(self, deed: Deed) -> None:
        before = self._last
        if before is None and (deed.fact != "Submitted" or deed.version != 1):
            self._tell(Deviation.NO_BEGINNING, deed, expected=("Submitted",))
            self._step = deed.step if deed.step in self._rows else self._step
        elif before is not None and deed.version != before.version + 1:
            self._tell(Deviation.EVENTS_MISSING, deed)
            self._step = deed.step if deed.step in self._rows else self._step
            self._due = None
        if before is not None and deed.at < before.at:
            self._tell(Deviation.TIME_BACKWARDS, deed)

    # Moves

    def _routed(self, deed: Deed, due: Move) -> None:
        """After an act the file moves by itself, to where its row says, and whoever acted has moved it."""
        assert due.to is not None, "only a move to a row is due"
        goal, acted = self._rows[due.to], self._last
        if (deed.from_step, deed.to_step, deed.to_role, deed.automatic) != (self._step, goal.no, goal.role, True):
            self._tell(Deviation.WRONG_ROUTE, deed, steps=(goal.no,))
        elif acted is not None and (deed.sub, deed.role) != (acted.sub, acted.role):
            self._tell(Deviation.WRONG_ROLE, deed, expected=(acted.role,))
        self._arrive(deed.to_step if deed.to_step in self._rows else goal.no)

    def _not_routed(self, due: Move) -> None:
        assert self._last is not None, "a move is due after an act"
        assert due.to is not None, "and it leads to a row"
        self._tell(Deviation.MISSING_ROUTE, self._last, steps=(due.to,))
        self._arrive(due.to)

    def _follows(self, deed: Deed) -> bool:
        """Whether this is the move after the last act, right or wrong, and no other step's own."""
        return deed.fact == _ROUTED and (deed.automatic or deed.from_step == self._step)

    def _moved(self, deed: Deed) -> None:
        """A move without an act before it: an officer's own (SOP step 3), or one past the acts of steps between."""
        row = self._rows.get(deed.from_step or 0)
        move = row.move("route") if row is not None and not deed.automatic else None
        if row is None or move is None:
            self._passed(deed)
        else:
            self._reach(row, deed)
            self._by_the_right_person(deed, move.roles)
            goal = self._rows.get(move.to or 0)
            if goal is not None and (deed.to_step, deed.to_role) != (goal.no, goal.role):
                self._tell(Deviation.WRONG_ROUTE, deed, steps=(goal.no,))
        self._arrive(deed.to_step if deed.to_step in self._rows else self._step)

    def _passed(self, deed: Deed) -> None:
        passed = tuple(no for no in self._rows if self._step <= no < (deed.to_step or 0))
        if passed:
            self._tell(Deviation.SKIPPED_STEP, deed, steps=passed)
        else:
            self._tell(Deviation.WRONG_ROUTE, deed)

    def _arrive(self, step: int | None) -> None:
        assert step is not None, "rows have numbers"
        self._step, self._due, self._claimer = step, None, None

    # Acts

    def _act(self, deed: Deed, command: str) -> None:
        stood = self._step
        row = self._row_of(deed, command)
        if row is None:
            self._tell(Deviation.WRONG_ORDER, deed)
            return
        move = row.move(command)
        assert move is not None, "a row was looked for that has it"
        if row.no == stood != deed.step:
            self._tell(Deviation.MISPLACED, deed)
        self._by_the_right_person(deed, move.roles)
        self._content(deed)
        self._due, self._ended = (None, True) if move.to is None else (move, False)

    def _row_of(self, deed: Deed, command: str) -> Row | None:
        """Return the row that the act belongs to, and tell if it is not the one where the file is."""
        able = [row for row in self._sop.rows if row.move(command)]
        mine = [row for row in able if (move := row.move(command)) and deed.role in move.roles] or able
        if self._row in mine or not mine:
            return self._row if mine else None
        row = next((row for row in mine if row.no > self._step), mine[-1])
        self._reach(row, deed)
        return row

    def _reach(self, row: Row, deed: Deed) -> None:
        """Go to the row of an act that was done, and tell what was passed over on the way, or that it was over."""
        if row.no > self._step:
            skipped = tuple(no for no in self._rows if self._step <= no < row.no)
            self._tell(Deviation.SKIPPED_STEP, deed, steps=skipped)
        elif row.no < self._step:
            self._tell(Deviation.WRONG_ORDER, deed)
        self._step = row.no

    def _content(self, deed: Deed) -> None:
        match deed.fact:
            case "Submitted":
                if deed.round != self._round + 1:
                    self._tell(Deviation.WRONG_ROUND, deed)
                self._round = deed.round if deed.round is not None else self._round + 1
            case "BAPFiled":
                self._against = deed.against
            case "Drafted":
                if self._against and deed.decree is DecreeKind.PERMIT:
                    self._tell(Deviation.AGAINST_RECOMMENDATION, deed)
                self._draft, self._approved = deed, set()
            case "Approved":
                self._of_the_draft(deed)
                self._approved.add(self._step)
            case "Returned":
                self._approved = set()
                move = self._row.move("return")
                if move is not None and deed.to_step != move.to:
                    self._tell(Deviation.WRONG_ROUTE, deed, steps=(move.to,) if move.to else ())
            case "Signed":
                self._signed(deed)
            case _:
                pass

    def _signed(self, deed: Deed) -> None:
        self._of_the_draft(deed)
        missing = tuple(row.no for row in self._sop.rows if row.move("approve") and row.no not in self._approved)
        if missing:
            self._tell(Deviation.UNAPPROVED, deed, steps=missing)
        self._decree = deed.decree

    def _of_the_draft(self, deed: Deed) -> None:
        draft = self._draft
        is_it = draft is not None and deed.draft_sha256 == draft.draft_sha256 and deed.decree in (None, draft.decree)
        if not is_it:
            self._tell(Deviation.OTHER_DRAFT, deed)

    # What no row is about

    def _let_claims_end(self, deed: Deed) -> None:
        """Nobody records that a claim has run out: time has passed."""
        if self._claimer is not None:
            ends_at = claim_ends_at(self._claimer.at, self._sop, self._calendar)
            if ends_at is not None and ends_at <= deed.at:
                self._claimer = None

    def _anywhere(self, deed: Deed, command: str) -> None:
        if not self._may_now(deed.fact):
            self._tell(Deviation.WRONG_ORDER, deed)
        roles = self._roles_beside(deed.fact, command)
        self._by_the_right_person(deed, roles)
        match deed.fact:
            case "Claimed":
                self._claimer = deed
            case "Reassigned":
                self._claimer = replace(deed, sub=deed.to_sub, role=self._row.role)
            case "Released":
                self._claimer = None
            case "Withdrawn":
                self._ended = True
            case "Revoked":
                self._ended, self._decree, self._owes_signature = True, None, True
            case "RevocationSigned":
                self._owes_signature = False
            case _:
                pass

    def _roles_beside(self, fact: str, command: str) -> tuple[Role, ...]:
        if fact in ("Claimed", "Released"):
            return (self._row.role,)
        return SUPERIORS.get(self._row.role, ()) if fact == "Reassigned" else ANYWHERE[command]

    def _may_now(self, fact: str) -> bool:
        match fact:
            case "Claimed":
                return self._claimer is None and self._row.role in OFFICERS
            case "Reassigned":
                return self._row.role in OFFICERS
            case "Released":
                return self._claimer is not None
            case "Withdrawn":
                return self._decree is None
            case "Revoked":
                return self._decree is DecreeKind.PERMIT
            case "RevocationSigned":
                return self._owes_signature
            case _:
                return True

    def _is_aftermath(self, deed: Deed) -> bool:
        """A delivered permit may be revoked, once, and that be signed; and whoever was in a file may be forgotten."""
        if deed.fact in ("Revoked", "RevocationSigned"):
            return self._may_now(deed.fact)
        return deed.fact in {_FORGOTTEN, *_APART}

    # Who

    def _by_the_right_person(self, deed: Deed, roles: tuple[Role, ...]) -> None:
        if deed.role not in roles:
            self._tell(Deviation.WRONG_ROLE, deed, expected=roles)
        if self._claimer and deed.role is self._claimer.role and deed.sub not in (None, self._claimer.sub):
            self._tell(Deviation.CLAIMED_BY_ANOTHER, deed)
        if deed.sub is None or deed.role is Role.SYSTEM:
            return
        before = self._acted.get(deed.sub, deed.role)
        if before is not deed.role:
            self._tell(Deviation.TWO_ROLES, deed, expected=(before,))
        elif deed.fact not in ("Claimed", "Released", "Reassigned"):
            self._acted[deed.sub] = deed.role

    @property
    def _row(self) -> Row:
        return self._rows[self._step]

    def _tell(
        self, deviation: Deviation, deed: Deed, *, steps: tuple[int, ...] = (), expected: tuple[str, ...] = ()
    ) -> None:
        self._found.append(
            Finding(
                deviation=deviation,
                version=deed.version,
                fact=deed.fact,
                at=deed.at,
                step=self._step,
                role=deed.role,
                sub=None if deed.role is Role.PEMOHON else deed.sub,
                steps=steps,
                expected=expected,
            )
        )
