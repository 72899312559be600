"""Files at every step, made over HTTP by the people of the SOP; and the bodies of their commands."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import count
from uuid import UUID, uuid4

import pikepdf
from httpx2 import Response

from api.commands.examples import INSPECTION, REJECTION, REQUIRED, SUBMISSION, VERIFICATION
from application.signing.signatures import decree_code
from domain.actor import CLOCK, Caller
from domain.admission import Asked
from domain.commands import Command, Sign
from domain.papers import DecreeKind, Force, Verdict
from domain.permit import Permit
from tests.api.product import Json, Person, Product
from tests.people import HENDRA
from tests.scenario import PAPER, ladder_of, tick

APPLICATIONS = "/v1/applications"
PASSPHRASE = "demo"
TODAY = "2026-11-23"  # of the office's clock
REFUSED = {"kind": "refusal", "reasons": ["Ruang belajar tidak memenuhi syarat."]}
# Who acts at each step: the demo's own person of each role.
DESKS = {
    2: "front_office",
    3: "back_office",
    4: "dinas_teknis",
    5: "back_office",
    6: "kabid",
    7: "sekretaris",
    8: "kepala_dinas",
}
_numbers = count(1)


@cache
def a_pdf(title: str) -> bytes:
    """A page of its own: documents are told apart by their content."""
    content = BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Title"] = title
        paper.save(content, deterministic_id=True)
    return content.getvalue()


def submission(*codes: str, **changes: object) -> Json:
    """The example's submission with these documents (those a new PKBM needs), which its applicant must upload."""
    names = codes or REQUIRED
    documents = [
        {"requirement": code, "sha256": sha256(a_pdf(code)).hexdigest(), "name": f"{code.lower()}.pdf"}
        for code in names
    ]
    return {**deepcopy(SUBMISSION), "documents": documents, **changes}


def inspection(verdict: str = "recommended", **changes: object) -> Json:
    """An inspection of today under numbers that nobody has used."""
    body: Json = deepcopy(INSPECTION)
    n = next(_numbers)
    body["report"].update(number=f"400.3/{n}/BAPL", inspected_on=TODAY)
    body["recommendation"].update(number=f"400.3/{n}/REK", verdict=verdict)
    return {**body, **changes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file over HTTP."""

    product: Product
    applicant: Person
    id: str

    @property
    def path(self) -> str:
        return f"{APPLICATIONS}/{self.id}"

    def by(self, role: str) -> Person:
        return self.applicant if role == "pemohon" else self.product.person(role)

    def view(self, role: str = "front_office") -> Json:
        answer = self.by(role).get(self.path)
        assert 200 == answer.status_code, answer.text
        view: Json = answer.json()
        return view

    def act(self, role: str, action: str, body: object = None, **headers: str) -> Response:
        return self.by(role).post(f"{self.path}/{action}", body, **headers)

    def done(self, role: str, action: str, body: object = None) -> Json:
        answer = self.act(role, action, body)
        assert 200 == answer.status_code, answer.text
        view: Json = answer.json()
        return view

    def draft_sha256(self) -> str:
        sha256: str = self.view("back_office")["draft"]["sha256"]
        return sha256

    def execute(self, command: Command, by: Caller, *, at: datetime | None = None) -> None:
        """Give a command that HTTP has none for, or whose slow part does not matter."""
        office = self.product.office
        asked = Asked(by=by, at=at or office.clock(), permit_id=UUID(self.id), command_id=uuid4())
        self.product.run(office.permits.execute, command, asked)

    def signed_quickly(self, force: Force | None = Force.OWN) -> "Case":
        """Record a decree that nobody has rendered."""
        paper = replace(PAPER, number=f"500/{next(_numbers)}", code=decree_code(UUID(self.id)), force=force)
        self.execute(Sign(draft_sha256=self.draft_sha256(), paper=paper), HENDRA)
        return self

    def lapsed(self) -> "Case":
        """Let the clock do what it does while nobody repairs the file."""
        while (permit := self.permit()).step:
            self.execute(tick(permit), CLOCK, at=ladder_of(permit, self.product.office.book).next_at)
        return self

    def permit(self) -> Permit:
        filed = self.product.run(self.product.office.permits.get, UUID(self.id))
        assert filed is not None
        return filed.permit


@cache
def an_applicant(product: Product, sub: str = "siti", *codes: str) -> Person:
    """An applicant who has uploaded these documents, or those a new PKBM needs."""
    person = product.person("pemohon", sub)
    for code in codes or REQUIRED:
        answer = person.upload(a_pdf(code), f"{code}.pdf")
        assert 201 == answer.status_code, answer.text
    return person


def submitted(product: Product, applicant: Person | None = None, **changes: object) -> Case:
    """A file that waits at the front office."""
    applicant = applicant or an_applicant(product)
    answer = applicant.post(APPLICATIONS, submission(**changes))
    assert 201 == answer.status_code, answer.text
    return Case(product=product, applicant=applicant, id=answer.json()["id"])


def case_at(product: Product, step: int, applicant: Person | None = None, **changes: object) -> Case:
    """A file at this step, from 2 to 8, on its way to a permit."""
    return walked(submitted(product, applicant, **changes), step)


def walked(case: Case, to: int, kind: DecreeKind = DecreeKind.PERMIT) -> Case:
    """Walk the file from where it is to this step."""
    step: int = case.view()["step"]
    for each in range(step, to):
        role, action, body = _next(case, each, kind)
        case.done(role, action, body)
    return case


def _next(case: Case, step: int, kind: DecreeKind) -> tuple[str, str, Json]:
    """Return who does what at this step so that the file goes on."""
    role, is_permit = DESKS[step], kind is DecreeKind.PERMIT
    match step:
        case 2:
            return role, "verification", VERIFICATION
        case 3:
            return role, "routing", {}
        case 4:
            return role, "inspection-report", inspection(Verdict.RECOMMENDED if is_permit else Verdict.NOT_RECOMMENDED)
        case 5:
            return role, "draft", {"kind": "permit"} if is_permit else REFUSED
        case _:
            return role, "approval", {"draft_sha256": case.draft_sha256()}


def rejected(product: Product, applicant: Person | None = None) -> Case:
    """A file that waits for its applicant's repair."""
    case = submitted(product, applicant)
    case.done("front_office", "rejection", REJECTION)
    return case


def caught_up(case: Case) -> None:
    """Wait until the lists have seen everything of this file."""
    seen = str(case.view()["position"])
    for path in ("/v1/queues", APPLICATIONS):
        assert 200 == case.by("front_office").get(path, x_after_position=seen).status_code


def signature(case: Case, passphrase: str = PASSPHRASE) -> Json:
    return {"draft_sha256": case.draft_sha256(), "passphrase": passphrase}
