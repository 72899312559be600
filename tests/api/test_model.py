"""People press whatever they like, in any order: HTTP must agree with a small model of the SOP (`sop_model`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from application.postgres.embedded import EmbeddedPostgres
from domain.papers import Force
from tests.api.casework import APPLICATIONS, an_applicant, submitted
from tests.api.product import Ask, Json, Product, opened
from tests.api.sop_model import EVER, ROWS, FileModel
from tests.api.test_fuzz import SLOW
from tests.api.test_permission_table import ROLES, body_of
from tests.api.test_posts import MANDATES, given
from tests.application.ledgers import database
from tests.campaign import NIGHTLY, Tally, times

APPLICANT, OF_TWO_TRADES, ACTING = "siti", "silang", "pengganti"
# A signature takes a second, and what forgets or revokes is tried elsewhere: these are only rehearsed.
REHEARSED = {"signature", "revocation", "revocation/signature", "erasure", "attorney"}
COMMANDS, WHO, TRADES = st.sampled_from(sorted(EVER)), st.sampled_from("aab2"), st.sampled_from(ROLES)
_numbers = count(1)


@pytest.fixture(scope="module")
def office(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An office of one's own: who has a mandate concerns nobody else."""
    with database(cluster) as url, opened(url, tmp_path_factory.mktemp("model")) as running:
        an_applicant(running, APPLICANT)
        yield running


# The product lives in another thread of this process, and may roll a die while Hypothesis looks at the dice.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.timeout(times(120, 7200))
def test_http_allows_what_the_model_allows_and_nothing_else(office: Product) -> None:
    tally = Tally("model")
    machine = type("Desks", (Desks,), {"office": office, "tally": tally})
    with tally.part("walks"):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=times(8, 400),
                stateful_step_count=times(25, 60),
                phases=[Phase.generate, *([Phase.shrink] if NIGHTLY else [])],
                suppress_health_check=SLOW,
                database=None,
                derandomize=not NIGHTLY,
            ),
        )
    tally.settle()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A command that was carried out under an idempotency key."""

    command: str
    role: str
    sub: str
    body: Json
    key: str
    version: int


class Desks(RuleBasedStateMachine):
    """One file, and everybody around it."""

    office: ClassVar[Product]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.case, self.model = submitted(self.office, an_applicant(self.office, APPLICANT)), FileModel(APPLICANT)
        self.mandate: str | None = None
        self.kept: Sent | None = None
        self.stolen = set[tuple[str, str]]()
        self.version, self.position = self.case.view("supervisor")["version"], ""

    @rule(command=COMMANDS, role=TRADES, who=WHO)
    def press(self, command: str, role: str, who: str) -> None:
        self._try(command, role, _sub(role, who))

    @rule(data=st.data(), who=st.sampled_from("ab"), keyed=st.booleans())
    def press_what_leads_on(self, data: st.DataObject, who: str, *, keyed: bool) -> None:
        if moves := list(self.model.leads_on()):
            command, role = data.draw(st.sampled_from(moves))
            sub = APPLICANT if role == "pemohon" else _sub(role, who)
            self._try(command, role, sub, key=f"k-{next(_numbers)}" if keyed else None)

    @rule(command=COMMANDS, role=TRADES, who=WHO)
    def rehearse(self, command: str, role: str, who: str) -> None:
        self._try(command, role, _sub(role, who), dry=True)

    @rule(command=COMMANDS, role=TRADES, who=WHO, tag=st.sampled_from(['"1"', '"999"', 'W/"2"', '"x"']))
    def press_on_a_page_of_yesterday(self, command: str, role: str, who: str, tag: str) -> None:
        self._try(command, role, _sub(role, who), if_match=tag)

    @rule(command=COMMANDS)
    def press_for_whom_one_stands_in(self, command: str) -> None:
        """By the token a clerk of the front office; by mandate, while it lasts, the Kabid too."""
        self._try(command, "front_office", ACTING)

    @precondition(lambda self: self.kept)
    @rule()
    def send_again(self) -> None:
        kept = self._kept()
        answer = self._post(kept.command, kept.role, kept.sub, kept.body, idempotency_key=kept.key)
        if not self._roles(kept.role, kept.sub) & EVER[kept.command]:
            assert 403 == answer.status_code, answer.text
            return
        assert (200, "true", kept.version) == (
            answer.status_code,
            answer.headers.get("idempotent-replayed"),
            answer.json()["version"],
        ), (kept, answer.text)

    @precondition(lambda self: self.kept)
    @rule(role=TRADES, who=WHO)
    def steal_the_key(self, role: str, who: str) -> None:
        """With another's key one does one's own thing, or is refused as ever; one's own is for one request."""
        kept = self._kept()
        sub = _sub(role, who)
        if sub != kept.sub:
            if (sub, kept.key) not in self.stolen:
                self._try(kept.command, role, sub, key=kept.key, replaces=False)
            self.stolen.add((sub, kept.key))  # what it did for the thief is the thief's own
        elif self._roles(role, sub) & EVER["claim"]:
            other = "release" if kept.command == "claim" else "claim"
            assert 422 == self._post(other, role, sub, {}, idempotency_key=kept.key).status_code

    @rule()
    def order(self) -> None:
        """The administrator lets somebody stand in for the Kabid, or ends it."""
        if self.mandate is None:
            self.mandate = given(self.office, ACTING, post="kabid")["id"]
            return
        self._relieve()

    @precondition(lambda self: self.model.row == 8 and self.model.claimer is None)
    @rule()
    def sign(self) -> None:
        self.case.signed_quickly(Force.OWN)
        self.model.happened("signature", "hendra", {"kepala_dinas"}, "")
        self.version = self.case.view("supervisor")["version"]

    @rule(command=COMMANDS, role=TRADES, id_=st.uuids())
    def guess(self, command: str, role: str, id_: Any) -> None:
        sub = APPLICANT if role == "pemohon" else f"{role}-a"
        answer = self._post(command, role, sub, self._body(command, "x"), path=f"{APPLICATIONS}/{id_}")
        assert (404 if role in EVER[command] else 403) == answer.status_code

    @invariant()
    def the_file_is_where_the_model_has_it(self) -> None:
        headers = self.office.person("supervisor").headers
        view, timeline = (
            answer.json()
            for answer in self.office.ask_all(
                Ask(method="GET", path=path, headers=headers) for path in (self.case.path, f"{self.case.path}/timeline")
            )
        )
        model = self.model
        assert (model.row or None, model.over or view["status"]) == (view["step"], view["status"]), model
        claimer = view.get("claimed_by")
        assert (model.claimer and model.claimer[0]) == (claimer and claimer["sub"]), model
        assert self.version == view["version"] == len(timeline["items"])

    def teardown(self) -> None:
        """Lists lag, so they are looked at last: the file lies at its holder's desk and at no other."""
        if self.mandate:
            self._relieve()
        after = {"X-After-Position": self.position or "0", **self.office.person("supervisor").headers}
        number = self.case.view("supervisor")["number"]
        desks = sorted({ROWS[step][0] for step in range(2, 9)})
        pages = self.office.ask_all(
            Ask(method="GET", path=f"/v1/queues/{role}?q={number}", headers=after) for role in desks
        )
        lying = [role for role, page in zip(desks, pages, strict=True) if page.json()["items"]]
        assert ([self.model.holder] if self.model.row in range(2, 9) else []) == lying, self.model

    def _try(
        self,
        command: str,
        role: str,
        sub: str,
        *,
        dry: bool = False,
        if_match: str | None = None,
        key: str | None = None,
        replaces: bool = True,
    ) -> None:
        """Press, and hold the answer against the model; what is refused or rehearsed changes nothing (invariant)."""
        roles = self._roles(role, sub)
        given_to = f"diberi-{next(_numbers)}"
        expected = self.model.expected(command, sub, roles, stale=bool(if_match))
        if role == "pemohon" and command == "submissions":
            an_applicant(self.office, sub)
        body, rehearsed = self._body(command, given_to), dry or command in REHEARSED
        headers = {name: value for name, value in (("if_match", if_match), ("idempotency_key", key)) if value}

        answer = self._post(command, role, sub, body, dry=rehearsed, **headers)

        assert expected == answer.status_code, (command, role, sub, self.model, answer.text[:400])
        if expected == 200 and not rehearsed:
            self.model.happened(command, sub, roles, given_to)
            assert self.version < answer.json()["version"] <= self.version + 2
            self.version, self.position = answer.json()["version"], answer.headers["x-position"]
            if key and replaces:
                self.kept = Sent(command=command, role=role, sub=sub, body=body, key=key, version=self.version)

    def _post(
        self, command: str, role: str, sub: str, body: Json, *, dry: bool = False, path: str = "", **headers: str
    ) -> Any:
        self.tally.sent += 1
        query = "?dry_run=true" if dry else ""
        return self.office.person(role, sub).post(f"{path or self.case.path}/{command}{query}", body, **headers)

    def _body(self, command: str, given_to: str) -> Json:
        draft = self.case.permit().draft
        body = body_of(command, draft.sha256 if draft else "0" * 64)
        if command == "correction":  # of what has not been corrected like that already
            return {**body, "applicant": {"name": f"Siti {given_to}"}}
        return {**body, "to": {"sub": given_to, "name": "Pengganti"}} if command == "reassignment" else body

    def _roles(self, role: str, sub: str) -> set[str]:
        return {role, "kabid"} if sub == ACTING and self.mandate else {role}

    def _kept(self) -> Sent:
        assert self.kept is not None
        return self.kept

    def _relieve(self) -> None:
        ended = self.office.person("admin").post(f"{MANDATES}/{self.mandate}/end", {"reason": "Pejabat kembali."})
        assert 200 == ended.status_code, ended.text
        self.mandate = None


def _sub(role: str, who: str) -> str:
    """`2` is somebody who has a token for every role."""
    return OF_TWO_TRADES if who == "2" else f"{role}-{who}"
