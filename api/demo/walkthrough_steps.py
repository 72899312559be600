"""One permit through the nine steps of the SOP, by seven people, with a rejection and a return on the way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from api.commands.examples import INSPECTION, REJECTION, REQUIRED, SUBMISSION
from api.demo.walkthrough_client import Person, Server
from application.demo.sample_pdf import sample_pdf
from domain.actor import SOP_ROLES, Role
from domain.indonesian import WITA

APPLICATIONS = "/v1/applications"
REPAIRED = "R08"  # the document that the example rejection finds wanting
PASSPHRASE = "demo"  # noqa: S105 - of the trial certificate, as the contract says

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was taken, as the server tells it. `holder` has the file now; `milliseconds` are the command's."""

    no: int
    role: Role
    person: str
    facts: tuple[str, ...]
    says: str
    status: str
    holder: str | None
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A button of the SOP: row, who presses it, the last part of its path, and what the form says."""

    no: int
    role: Role
    path: str
    form: Callable[[JSON], JSON]


class Walk:
    """A permit on its way. `permit` is its newest state as an officer sees it, `changed_at` by the server's clock."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.people: Mapping[Role, Person] = {role: server.sign_in(role) for role in SOP_ROLES}
        self._watcher = server.sign_in(Role.SUPERVISOR)
        self._version = 0
        self.permit: JSON = {}

    @property
    def person(self) -> Person:
        """Who applies."""
        return self.people[Role.PEMOHON]

    @property
    def path(self) -> str:
        return f"{APPLICATIONS}/{self.permit['id']}"

    def steps(self) -> Iterator[Step]:
        """Take one step after another, and yield what came of it; raise `Unexpected` where the server refuses."""
        submission = self._submission()
        yield self._take(1, Role.PEMOHON, APPLICATIONS, submission)
        for move in MOVES:
            yield self._take(move.no, move.role, f"{self.path}/{move.path}", move.form(self.permit))
            if move.path == "rejection":
                repaired = self._repaired(submission)
                yield self._take(1, Role.PEMOHON, f"{self.path}/submissions", repaired)

    def _take(self, no: int, role: Role, path: str, body: JSON) -> Step:
        by, began = self.people[role], perf_counter()
        answered = self._server.command(by, path, body)
        milliseconds = (perf_counter() - began) * 1000
        self.permit = self._server.read(self.people[Role.FRONT_OFFICE], f"{APPLICATIONS}/{answered['id']}")
        facts = self._facts()
        self.permit["changed_at"] = facts[-1]["at"]
        return Step(
            no=no,
            role=role,
            person=by.name,
            facts=tuple(fact["fact"] for fact in facts),
            says=facts[0]["summary"],
            status=answered["status"],
            holder=answered["holder"],
            milliseconds=round(milliseconds, 1),
        )

    def _facts(self) -> list[JSON]:
        """Return what the last command added to the timeline."""
        items: list[JSON] = self._server.read(self._watcher, f"{self.path}/timeline")["items"]
        new = [item for item in items if item["version"] > self._version]
        self._version = items[-1]["version"]
        return new

    def _submission(self) -> JSON:
        applicant = {**_object(SUBMISSION["applicant"]), "name": self.person.name}
        documents = [self._document(code) for code in REQUIRED]
        return {"kind": "new", "applicant": applicant, "institution": SUBMISSION["institution"], "documents": documents}

    def _repaired(self, submission: JSON) -> JSON:
        kept = [each for each in submission["documents"] if each["requirement"] != REPAIRED]
        return {**submission, "documents": [*kept, self._document(REPAIRED, "sewa 5 tahun")]}

    def _document(self, requirement: str, *about: str) -> JSON:
        name = f"{requirement.lower()}.pdf"
        sha256 = self._server.upload(self.person, name, sample_pdf(requirement, self.person.name, *about))
        return {"requirement": requirement, "sha256": sha256, "name": name}


def _checklist(permit: JSON) -> JSON:
    return {"checklist": [{"requirement": each["requirement"], "accepted": True} for each in permit["documents"]]}


def _inspection(permit: JSON) -> JSON:
    """The example's inspection, on the day the file arrived, under numbers that no other file has."""
    day = datetime.fromisoformat(permit["changed_at"]).astimezone(WITA).date()
    serial = permit["number"].removeprefix("REG-")
    report = {**_object(INSPECTION["report"]), "number": f"400.3/{serial}/BAPL", "inspected_on": day.isoformat()}
    return {"report": report, "recommendation": {"number": f"400.3/{serial}/REK", "verdict": "recommended"}}


def _seen(permit: JSON) -> JSON:
    return {"draft_sha256": permit["draft"]["sha256"]}


def _object(value: object) -> JSON:
    assert isinstance(value, dict), "an example of ours"
    return value


# The wrong validity is what the secretary returns; the second draft is the good one.
MOVES = (
    Move(no=2, role=Role.FRONT_OFFICE, path="rejection", form=lambda _: dict(REJECTION)),
    Move(no=2, role=Role.FRONT_OFFICE, path="verification", form=_checklist),
    Move(no=3, role=Role.BACK_OFFICE, path="routing", form=lambda _: {}),
    Move(no=4, role=Role.DINAS_TEKNIS, path="inspection-report", form=_inspection),
    Move(no=5, role=Role.BACK_OFFICE, path="draft", form=lambda _: {"kind": "permit", "valid_years": 3}),
    Move(no=6, role=Role.KABID, path="approval", form=_seen),
    Move(no=7, role=Role.SEKRETARIS, path="return", form=lambda _: {"reason": "Masa berlaku seharusnya 5 tahun."}),
    Move(no=5, role=Role.BACK_OFFICE, path="draft", form=lambda _: {"kind": "permit", "valid_years": 5}),
    Move(no=6, role=Role.KABID, path="approval", form=_seen),
    Move(no=7, role=Role.SEKRETARIS, path="approval", form=_seen),
    Move(
        no=8, role=Role.KEPALA_DINAS, path="signature", form=lambda permit: {**_seen(permit), "passphrase": PASSPHRASE}
    ),
    Move(no=9, role=Role.PEMOHON, path="receipt", form=lambda _: {"channel": "online"}),
)
COUNT = len(MOVES) + 2  # and the two submissions
