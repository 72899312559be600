"""The SOP as a list of turns, and a file that takes one after the other over HTTP."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from httpx2 import Response

from api.commands.examples import REJECTION, VERIFICATION
from tests.api.casework import APPLICATIONS, PASSPHRASE, REFUSED, Case, an_applicant, inspection, submission
from tests.api.product import Json, Person, Product


@dataclass(frozen=True, slots=True)
class Turn:
    """Who presses which button, and what the form says on the file as an officer sees it."""

    role: str
    action: str
    form: Callable[[Json], Json] = lambda _: {}


def seen(view: Json) -> Json:
    return {"draft_sha256": view["draft"]["sha256"]}


SUBMIT = Turn("pemohon", "", lambda _: submission())
REJECT = Turn("front_office", "rejection", lambda _: REJECTION)
RESUBMIT = Turn("pemohon", "submissions", lambda _: submission())
VERIFY = Turn("front_office", "verification", lambda _: VERIFICATION)
ROUTE = Turn("back_office", "routing")
INSPECT = Turn("dinas_teknis", "inspection-report", lambda _: inspection())
OPPOSE = Turn("dinas_teknis", "inspection-report", lambda _: inspection("not_recommended"))
DRAFT = Turn("back_office", "draft", lambda _: {"kind": "permit"})
DRAFT_REFUSAL = Turn("back_office", "draft", lambda _: REFUSED)
AGREE = Turn("kabid", "approval", seen)
RETURN = Turn("sekretaris", "return", lambda _: {"reason": "Nama lembaga salah tulis."})
AGREE_TOO = Turn("sekretaris", "approval", seen)
SIGN = Turn("kepala_dinas", "signature", lambda view: {**seen(view), "passphrase": PASSPHRASE})
RECEIVE = Turn("pemohon", "receipt")
HAND_OVER = Turn("front_office", "receipt", lambda _: {"received_by": "Budi Santoso"})
REVOKE = Turn("kepala_dinas", "revocation", lambda _: {"reason": "Lembaga menghentikan kegiatan."})
WITHDRAW = Turn("pemohon", "withdrawal", lambda _: {"reason": "Lokasi berubah."})

TO_THE_HEAD = (SUBMIT, VERIFY, ROUTE, INSPECT, DRAFT, AGREE, AGREE_TOO)
REFUSED_BY_THE_HEAD = (SUBMIT, VERIFY, ROUTE, OPPOSE, DRAFT_REFUSAL, AGREE, AGREE_TOO, SIGN)
# The whole SOP, with a rejection and a return on the way.
THE_WALK = (
    *(SUBMIT, REJECT, RESUBMIT, VERIFY, ROUTE, INSPECT, DRAFT),
    *(AGREE, RETURN, DRAFT, AGREE, AGREE_TOO, SIGN, RECEIVE),
)


@dataclass(slots=True, kw_only=True)
class File:
    """One application on its way. `form` remembers what was sent in a turn, for whoever sends it again."""

    office: Product
    applicant: Person
    id: str = ""
    form: Json = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{APPLICATIONS}/{self.id}"

    def by(self, role: str) -> Person:
        return self.applicant if role == "pemohon" else self.office.person(role)

    def view(self, role: str = "front_office") -> Json:
        return good(self.by(role).get(self.path)).json()  # type: ignore[no-any-return]  # JSON

    def facts(self, role: str = "front_office") -> list[str]:
        return [item["fact"] for item in good(self.by(role).get(f"{self.path}/timeline")).json()["items"]]

    def fill_in(self, turn: Turn) -> Json:
        """Write the turn's form on the file as it stands."""
        self.form = turn.form(self.view() if self.id else {})
        return self.form

    def send(self, turn: Turn, form: Json | None = None, *, query: str = "", **headers: str) -> Response:
        path = f"{self.path}/{turn.action}" if turn.action else APPLICATIONS
        return self.by(turn.role).post(path + query, self.form if form is None else form, **headers)

    def take(self, turn: Turn) -> Json:
        """Fill in and send; return the permit as its answer."""
        self.fill_in(turn)
        answer: Json = good(self.send(turn)).json()
        self.id = answer["id"]
        return answer

    def take_all(self, turns: Iterable[Turn]) -> "File":
        for turn in turns:
            self.take(turn)
        return self

    def sign_quickly(self) -> "File":
        """Record a decree that nobody has rendered, where the paper does not matter."""
        Case(product=self.office, applicant=self.applicant, id=self.id).signed_quickly()
        return self


def new_file(office: Product, sub: str = "siti") -> File:
    """Return a file that is not submitted yet."""
    return File(office=office, applicant=an_applicant(office, sub))


def good(answer: Response) -> Response:
    assert answer.is_success, answer.text
    return answer


def problem(answer: Response) -> tuple[int, str]:
    """Return the status and the kind of a refusal."""
    assert "application/problem+json" == answer.headers["content-type"]
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A file, and the answer to each of its turns."""

    file: File
    answers: tuple[Json, ...]


def walked(office: Product, turns: Iterable[Turn]) -> Walked:
    file = new_file(office)
    answers = tuple(file.take(turn) for turn in turns)
    return Walked(file=file, answers=answers)
