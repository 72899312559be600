"""Who may do what to one file, read from the SOP's paper and not from our code: small enough to be checked by eye."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

# Row of the SOP: who holds the file there, and what they do with it, with the row to which it goes then.
ROWS: dict[int, tuple[str, dict[str, int]]] = {
    1: ("pemohon", {"submissions": 2}),
    2: ("front_office", {"verification": 3, "rejection": 1}),
    3: ("back_office", {"routing": 4}),
    4: ("dinas_teknis", {"inspection-report": 5}),
    5: ("back_office", {"draft": 6}),
    6: ("kabid", {"approval": 7, "return": 5}),
    7: ("sekretaris", {"approval": 8, "return": 5}),
    8: ("kepala_dinas", {"signature": 9, "return": 5}),
    9: ("pemohon", {"receipt": 0}),
}
OFFICE = range(2, 9)  # where a file lies in the office, and can be claimed
ABOVE = {
    "front_office": {"kabid", "sekretaris", "kepala_dinas"},
    "back_office": {"kabid", "sekretaris", "kepala_dinas"},
    "dinas_teknis": {"kepala_dinas"},
    "kabid": {"sekretaris", "kepala_dinas"},
    "sekretaris": {"kepala_dinas"},
}
# Whose command it is at all, at some step or other.
EVER: dict[str, AbstractSet[str]] = {
    "submissions": {"pemohon"},
    "verification": {"front_office"},
    "rejection": {"front_office"},
    "routing": {"back_office"},
    "inspection-report": {"dinas_teknis"},
    "draft": {"back_office"},
    "approval": {"kabid", "sekretaris"},
    "return": {"kabid", "sekretaris", "kepala_dinas"},
    "signature": {"kepala_dinas"},
    "receipt": {"pemohon", "front_office"},
    "claim": {ROWS[step][0] for step in OFFICE},
    "release": {ROWS[step][0] for step in OFFICE},
    "reassignment": {"kabid", "sekretaris", "kepala_dinas"},
    "withdrawal": {"pemohon"},
    "attorney": {"pemohon"},
    "attorney/end": {"pemohon"},
    "revocation": {"kepala_dinas"},
    "revocation/signature": {"kepala_dinas"},
    "correction": {"pemohon", "front_office"},
    "erasure": {"admin"},
}
NO_ACTS = {"claim", "release", "reassignment"}


@dataclass
class FileModel:
    """One file. `row` 0 is over; `acted` is who did something in which role; `claimer` is who has it, in which role."""

    applicant: str
    row: int = 2
    over: str = ""
    acted: dict[str, str] = field(default_factory=dict[str, str])
    claimer: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        self.acted[self.applicant] = "pemohon"

    @property
    def holder(self) -> str | None:
        return ROWS[self.row][0] if self.row else None

    def roles(self, command: str) -> AbstractSet[str]:
        """Return who may do it now."""
        match command:
            case "claim" | "release" if self.row in OFFICE:
                return {ROWS[self.row][0]}
            case "reassignment" if self.row in OFFICE:
                return ABOVE.get(ROWS[self.row][0], set())
            case "withdrawal" if 1 <= self.row <= 8:
                return {"pemohon"}
            case "correction" if 1 <= self.row <= 5:
                return EVER["correction"]
            case "attorney" if 1 <= self.row <= 9:
                return EVER["attorney"]
            case "receipt" if self.row == 9:
                return EVER["receipt"]
            case "revocation" if self.row == 9 or self.over == "delivered":
                return EVER["revocation"]
            case "erasure" if self.over == "withdrawn":
                return EVER["erasure"]
            case _ if self.row in ROWS and command in ROWS[self.row][1]:
                return {ROWS[self.row][0]}
            case _:
                return set()

    def expected(self, command: str, sub: str, roles: AbstractSet[str], *, stale: bool = False) -> int:
        """Return the status that HTTP must answer to somebody with these roles."""
        if not roles & EVER[command]:
            return 403
        if roles <= {"pemohon"} and sub != self.applicant:
            return 404
        if stale:
            return 412
        role = next(iter(roles & self.roles(command)), None)
        if role is None or (command == "release" and not self.claimer):
            return 409
        if self.claimer and self.claimer[1] == role and self.claimer[0] != sub:
            return 409
        if self.acted.get(sub, role) != role:
            return 403
        return 409 if command == "claim" and self.claimer else 200

    def happened(self, command: str, sub: str, roles: AbstractSet[str], given_to: str) -> None:
        role = next(iter(roles & self.roles(command)))
        if command in NO_ACTS:
            holder = ROWS[self.row][0]
            self.claimer = {"claim": (sub, role), "release": None, "reassignment": (given_to, holder)}[command]
            return
        self.acted.setdefault(sub, role)
        if command == "correction":
            return
        self.claimer = None
        self.over = {"withdrawal": "withdrawn", "receipt": "delivered"}.get(command, "")
        self.row = 0 if self.over else ROWS[self.row][1][command]

    def leads_on(self) -> Iterator[tuple[str, str]]:
        """Yield what somebody may do now, with the role: a walk that only tries goes nowhere."""
        yield from ((command, role) for command in EVER for role in sorted(self.roles(command)))
