"""Officers and applicants press whatever they like, in any order; a small model says who may, and HTTP must agree.

The model knows three things of a file: where it is (a row of docs/permissions.md), who has acted in which role, and who
has claimed it. It knows none of our code.
"""

from dataclasses import dataclass, field
from random import Random

import pytest

from tests.api.casework import DESKS, Case, an_applicant, submitted
from tests.api.product import Product
from tests.api.test_permission_table import EVER, ROLES, TABLE, body_of
from tests.campaign import times

APPLICANT, OF_TWO_TRADES = "siti", "silang"
MOVES = {
    "verification": "3 in_process",
    "rejection": "1 rejected",
    "submissions": "2 submitted",
    "routing": "4 in_process",
    "inspection-report": "5 in_process",
    "draft": "6 in_process",
    "return": "5 in_process",
    "withdrawal": "withdrawn",
}
NO_ACTS = {"claim", "release", "reassignment"}
# A signature takes a second, and what is forgotten or corrected is tried elsewhere: these are only rehearsed.
REHEARSED = {"signature", "revocation", "revocation/signature", "receipt", "correction", "erasure", "attorney"}


@dataclass
class Model:
    """What may happen to one file."""

    state: str = "2 submitted"
    acted: dict[str, str] = field(default_factory=lambda: {APPLICANT: "pemohon"})
    claimer: tuple[str, str] | None = None

    def expected(self, command: str, role: str, sub: str) -> int:
        if role not in EVER[command]:
            return 403
        if role == "pemohon" and sub != APPLICANT:
            return 404
        nothing = command == "attorney/end" or (command == "release" and not self.claimer)
        if role not in TABLE[self.state][command] or nothing:
            return 409
        if self.claimer and self.claimer[1] == role and self.claimer[0] != sub:
            return 409
        if self.acted.get(sub, role) != role:
            return 403
        return 409 if command == "claim" and self.claimer else 200

    def happened(self, command: str, role: str, sub: str, given_to: str) -> None:
        if command in NO_ACTS:
            holder = DESKS[int(self.state[0])]
            self.claimer = {"claim": (sub, role), "release": None, "reassignment": (given_to, holder)}[command]
            return
        self.acted.setdefault(sub, role)
        self.claimer = None
        self.state = MOVES.get(command) or f"{int(self.state[0]) + 1} in_process"

    def moves(self) -> list[tuple[str, str]]:
        """What somebody may do that leads on."""
        return [(command, role) for command, roles in TABLE[self.state].items() for role in sorted(roles)]


@pytest.mark.timeout(times(120, 7200))
def test_http_allows_what_the_model_allows_and_nothing_else(product: Product) -> None:
    """By plain dice: Hypothesis looks at all dice of the process, and the product rolls some in a thread of its own."""
    for seed in range(times(8, 500)):
        _live(product, Random(seed), steps=times(30, 80))


def _live(product: Product, dice: Random, *, steps: int) -> None:
    case, model = submitted(product), Model()
    for n in range(steps):
        anything = dice.choice(sorted(EVER)), dice.choice(ROLES)
        command, role = dice.choice((anything, dice.choice(model.moves())))
        sub = dice.choice((f"{role}-a", f"{role}-a", f"{role}-b", OF_TWO_TRADES, APPLICANT))
        if role == "pemohon" and dice.random() < 0.5:
            sub = APPLICANT
        expected = model.expected(command, role, sub)

        status, told = _press(case, command, role, sub, given_to=f"diberi-{n}")

        assert expected == status, (command, role, sub, model, told)
        if status == 200 and command not in REHEARSED:
            model.happened(command, role, sub, f"diberi-{n}")
        if model.state == "withdrawn":
            break
    assert model.state.split()[0] in (str(case.permit().step), case.permit().status)


def _press(case: Case, command: str, role: str, sub: str, *, given_to: str) -> tuple[int, str]:
    draft = case.permit().draft
    body = body_of(command, draft.sha256 if draft else "0" * 64)
    if command == "reassignment":
        body = {**body, "to": {"sub": given_to, "name": "Pengganti"}}
    query = "?dry_run=true" if command in REHEARSED else ""
    if command in ("submissions", "attorney") and role == "pemohon":
        an_applicant(case.product, sub)
    answer = case.product.person(role, sub).post(f"{case.path}/{command}{query}", body)
    return answer.status_code, answer.text[:300]
