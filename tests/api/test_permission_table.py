"""docs/permissions.md, cell by cell, over HTTP: every state, every role, every command."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from uuid import uuid4

import pytest

from api.commands.examples import REJECTION, VERIFICATION
from domain.commands import Revoke
from domain.papers import DecreeKind
from tests.api.casework import Case, a_pdf, an_applicant, case_at, inspection, rejected, submission, submitted, walked
from tests.api.product import Ask, Json, Product
from tests.book import DOCS
from tests.people import HENDRA

OFFICERS = ("front_office", "back_office", "dinas_teknis", "kabid", "sekretaris", "kepala_dinas")
ROLES = ("pemohon", *OFFICERS, "supervisor", "auditor", "admin")
Table = Mapping[str, Mapping[str, frozenset[str]]]


# Giving back a file or a power is tried apart; what a finished file owes is no step of its walk (`test_revoking`).
APART = {"release", "attorney/end"}
NO_BUTTONS = {*APART, "revocation/signature"}


def documented() -> Table:
    """Return the roles of each cell, as the page says: state, then command."""
    lines = (DOCS / "permissions.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    _, *commands = rows[0]
    end = next(n for n, row in enumerate(rows) if n and len(row) != len(rows[0]))
    return {
        state: {
            command: frozenset(filter(None, cell.split(", "))) for command, cell in zip(commands, cells, strict=True)
        }
        for state, *cells in rows[2:end]
    }


TABLE = documented()
EVER = {command: frozenset[str]().union(*(row[command] for row in TABLE.values())) for command in TABLE["new"]}


def delivered(case: Case) -> Case:
    case.done("pemohon", "receipt", {})
    return case


def withdrawn(case: Case) -> Case:
    case.done("pemohon", "withdrawal", {"reason": "Batal."})
    return case


def revoked(case: Case) -> Case:
    case.execute(Revoke(reason="Palsu."), HENDRA)
    return case


def _case_at(product: Product, *, step: int) -> Case:
    return case_at(product, step)


STATES: Mapping[str, Callable[[Product], Case]] = {
    "1 rejected": rejected,
    "2 submitted": submitted,
    **{f"{step} in_process": partial(_case_at, step=step) for step in range(3, 9)},
    "9 signed": lambda product: case_at(product, 8).signed_quickly(),
    "delivered": lambda product: delivered(case_at(product, 8).signed_quickly()),
    "withdrawn": lambda product: withdrawn(submitted(product)),
    "lapsed": lambda product: rejected(product).lapsed(),
    "refused": lambda product: delivered(walked(submitted(product), 8, DecreeKind.REFUSAL).signed_quickly()),
    "revoked": lambda product: revoked(case_at(product, 8).signed_quickly()),
}


def body_of(command: str, draft_sha256: str) -> Json:
    """A body that is right where the command is."""
    bodies: dict[str, Json] = {
        "submissions": submission(),
        "verification": VERIFICATION,
        "rejection": REJECTION,
        "inspection-report": inspection(),
        "draft": {"kind": "permit"},
        "approval": {"draft_sha256": draft_sha256},
        "return": {"reason": "Salah tulis."},
        "signature": {"draft_sha256": draft_sha256, "passphrase": "demo"},
        "reassignment": {"to": {"sub": "somebody", "name": "Seseorang"}, "reason": "Cuti."},
        "withdrawal": {"reason": "Batal."},
        "attorney": {
            "attorney": {"sub": "kuasa", "name": "Penerima Kuasa"},
            "letter_sha256": sha256(a_pdf("R02")).hexdigest(),
            "powers": ["repair"],
        },
        "revocation": {"reason": "Palsu."},
        "revocation/signature": {"passphrase": "demo"},
        "correction": {"applicant": {"name": "Siti Rahmawati"}, "reason": "Salah ketik."},
        "erasure": {"ground": "subject_request", "reason": "Permintaan tertulis."},
    }
    return bodies.get(command, {})


def cells(case: Case, commands: Iterable[str]) -> list[tuple[str, str, Ask]]:
    """Return every role with every command, tried by people who have not acted on this file, and by its applicant."""
    draft_sha256 = case.view("supervisor").get("draft", {}).get("sha256", "0" * 64)
    asks: list[tuple[str, str, Ask]] = []
    for command in commands:
        body = body_of(command, draft_sha256)
        for role in ROLES:
            person = case.applicant if role == "pemohon" else case.product.person(role, f"new-{role}")
            path = f"{case.path}/{command}?dry_run=true"
            asks.append((role, command, Ask(method="POST", path=path, headers=person.headers, json=body)))
    return asks


def expected(allowed: frozenset[str], role: str, command: str) -> int:
    if role in allowed:
        return 200
    return 409 if role in EVER[command] else 403


def test_the_page_speaks_of_every_state_and_command() -> None:
    assert {"new", *STATES} == set(TABLE)
    assert len(EVER) == 20


@pytest.mark.parametrize("state", STATES)
def test_the_product_does_what_the_page_says(product: Product, state: str) -> None:
    case = STATES[state](product)
    tried = cells(case, EVER.keys() - APART)

    answers = product.ask_all(ask for _, _, ask in tried)

    said = {(role, command): expected(TABLE[state][command], role, command) for role, command, _ in tried}
    done = {(role, command): answer.status_code for (role, command, _), answer in zip(tried, answers, strict=True)}
    assert said == done


@pytest.mark.parametrize("state", STATES)
def test_a_file_is_given_back_by_whoever_has_claimed_it(product: Product, state: str) -> None:
    case = STATES[state](product)
    (holders,) = (TABLE[state]["release"],)
    for holder in holders:
        product.person(holder, f"new-{holder}").post(f"{case.path}/claim", {})
    tried = cells(case, ["release"])

    answers = product.ask_all(ask for _, _, ask in tried)

    assert {role: expected(holders, role, "release") for role, _, _ in tried} == {
        role: answer.status_code for (role, _, _), answer in zip(tried, answers, strict=True)
    }


@pytest.mark.parametrize("state", ["2 submitted", "9 signed"])
def test_a_power_is_taken_back_by_whoever_gave_it(product: Product, state: str) -> None:
    case = STATES[state](product)
    case.done("pemohon", "attorney", body_of("attorney", ""))
    tried = cells(case, ["attorney/end"])

    answers = product.ask_all(ask for _, _, ask in tried)

    assert {role: 200 if role == "pemohon" else 403 for role, _, _ in tried} == {
        role: answer.status_code for (role, _, _), answer in zip(tried, answers, strict=True)
    }


@pytest.mark.parametrize("state", STATES)
def test_the_buttons_of_a_file_are_what_the_page_says(product: Product, state: str) -> None:
    case = STATES[state](product)
    for role in ("pemohon", *OFFICERS):
        person = case.applicant if role == "pemohon" else product.person(role, f"new-{role}")
        answer = person.get(case.path)
        if answer.status_code == 404:  # not yet at that office
            continue
        buttons = {each["action"]: each for each in answer.json()["actions"] if each["action"] not in APART}

        assert {command for command in EVER if role in EVER[command]} - NO_BUTTONS == set(buttons)
        for command, button in buttons.items():
            assert (role in TABLE[state][command]) == button["allowed"]
            assert button["allowed"] == ("why_not" not in button)
            assert f"{case.path}/{command}" == button["href"]


def test_only_applicants_begin_a_file(product: Product) -> None:
    for role in ROLES:
        sub = "siti" if role == "pemohon" else None
        answer = product.person(role, sub).post("/v1/applications?dry_run=true", submission())

        assert (200 if role in TABLE["new"]["submissions"] else 403) == answer.status_code


def test_trying_everything_has_changed_nothing(product: Product) -> None:
    case = case_at(product, 8)
    before = case.view()

    product.ask_all(ask for _, _, ask in cells(case, EVER))

    assert before == case.view()


@pytest.mark.parametrize("state", STATES)
def test_whose_file_it_is_comes_on_top(product: Product, state: str) -> None:
    """Another applicant's is not theirs to know; and nobody acts in a second role, though the role may."""
    case = STATES[state](product)
    tried = [*_by_another_applicant(case), *_by_who_acted_before(case, state)]

    answers = product.ask_all(ask for *_, ask in tried)

    wrong = [
        (who, command, status, answer.status_code, answer.text[:200])
        for (who, command, status, _), answer in zip(tried, answers, strict=True)
        if status != answer.status_code
    ]
    assert [] == wrong
    assert 18 <= len(tried)


def test_a_guessed_id_is_nobodys_file(product: Product) -> None:
    asks = [*_guesses(product)]

    answers = product.ask_all(ask for *_, ask in asks)

    expected = {(role, command): 404 if role in EVER[command] else 403 for role, command, _ in asks}
    assert expected == {
        (role, command): answer.status_code for (role, command, _), answer in zip(asks, answers, strict=True)
    }


def _by_another_applicant(case: Case) -> Iterable[tuple[str, str, int, Ask]]:
    stranger = an_applicant(case.product, "warga-lain")
    for command, ever in EVER.items():
        status = 404 if "pemohon" in ever else 403
        yield "another applicant", command, status, _asked(case.path, command, stranger.headers)


def _by_who_acted_before(case: Case, state: str) -> Iterable[tuple[str, str, int, Ask]]:
    """The person who checked the file, or its applicant, with a token for each other role."""
    sub = "siti" if state in ("2 submitted", "withdrawn") else "demo-front-office"
    acted = "pemohon" if sub == "siti" else "front_office"
    sha256 = case.view("supervisor").get("draft", {}).get("sha256", "0" * 64)
    for command, ever in EVER.items():
        for role in ever - {"pemohon", acted}:
            may = role in TABLE[state][command] and command not in APART
            person = case.product.person(role, sub)
            status = 403 if may else 409
            yield f"{sub} as {role}", command, status, _asked(case.path, command, person.headers, sha256)


def _guesses(product: Product) -> Iterable[tuple[str, str, Ask]]:
    for command in EVER:
        for role in ROLES:
            path = f"/v1/applications/{uuid4()}"
            person = an_applicant(product) if role == "pemohon" else product.person(role, f"new-{role}")
            yield role, command, _asked(path, command, person.headers)


def _asked(path: str, command: str, headers: Mapping[str, str], draft_sha256: str = "0" * 64) -> Ask:
    body = body_of(command, draft_sha256)
    return Ask(method="POST", path=f"{path}/{command}?dry_run=true", headers=headers, json=body)
