"""Every operation that asks who is calling, asked as every role, as nobody, of files of others and by guessed ids.

What is asked comes from the OpenAPI document, what is expected from `api/access/audience.py`: a new operation without
its line there fails.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from api.access.audience import AUDIENCE, READERS, Sight
from api.desks.views import PATHS
from tests.api.casework import Case, a_pdf, an_applicant, rejected, signature, submission, submitted, walked
from tests.api.product import Ask, Json, Product
from tests.api.published import JSON, Published, examples

COMMANDS = {f"POST /v1/applications/{{permit_id}}/{path}" for path in PATHS.values()} | {"POST /v1/applications"}
ENDLESS = "GET /v1/events/stream"  # who may follow it is tried in tests/api/test_event_stream.py; who may not, here
GUESSED = str(uuid4())
QUERY = {"reason": "Pemeriksaan resmi.", "from": "1", "to": "2"}
ASKED_DESK = "kabid"
SERVED = frozenset({200, 201, 204, 404, 409, 422})  # whatever it comes to, nobody is sent away for who they are
HARMLESS = {"POST /v1/sla/what-if", "POST /v1/applications/{permit_id}/unmask"}
R02 = sha256(a_pdf("R02")).hexdigest()
UPLOAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + a_pdf("R02") + b"\r\n--x--\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One question and what may come of it."""

    where: str
    who: str
    about: str
    expected: AbstractSet[int]
    ask: Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A file that has been everywhere and has every paper, and one of another applicant that is at the counter."""

    product: Product
    published: Published
    whole: Case
    early: Case


@pytest.fixture(scope="module")
def office(product: Product) -> Office:
    whole = rejected(product)
    whole.done("pemohon", "submissions", submission())
    walked(whole, 8).done("kepala_dinas", "return", {"reason": "Salah ketik."})
    walked(whole, 8).done("kepala_dinas", "signature", signature(whole))
    whole.done("pemohon", "receipt", {})
    whole.done("kepala_dinas", "revocation", {"reason": "Palsu.", "passphrase": "demo"})
    early = submitted(product, an_applicant(product, "budi"))
    return Office(product=product, published=Published(product), whole=whole, early=early)


def test_every_operation_is_in_the_table_and_nothing_else(office: Office) -> None:
    asking = {where for where, operation in office.published.told() if operation.get("security")}

    assert set() == asking - AUDIENCE.keys() - COMMANDS, "add it to api/access/audience.py"
    assert set() == AUDIENCE.keys() - asking, "there is no such operation"
    assert all(set(READERS) == row.keys() for row in AUDIENCE.values())


def test_everybody_gets_what_the_table_says_and_nothing_else(office: Office) -> None:
    cells = [cell for where, operation in office.published.told() for cell in _cells(office, where, operation)]

    answers = office.product.ask_all(cell.ask for cell in cells)

    wrong = [
        (cell.where, cell.who, cell.about, answer.status_code, answer.text[:120])
        for cell, answer in zip(cells, answers, strict=True)
        if answer.status_code not in cell.expected
    ]
    assert [] == wrong
    assert 1000 < len(cells)


def test_what_is_refused_tells_nothing_of_the_file(office: Office) -> None:
    """Whether there is such a file cannot be read off a 404, neither from its words nor from its headers."""
    stranger = office.product.person("pemohon", "warga-lain")

    theirs, nobodys = (stranger.get(f"/v1/applications/{each}") for each in (office.whole.id, GUESSED))

    fleeting = {"x-request-id", "date", "ratelimit-remaining", "ratelimit-reset"}
    told = [{name: value for name, value in each.headers.items() if name not in fleeting} for each in (theirs, nobodys)]
    assert told[0] == told[1]
    assert {**theirs.json(), "instance": ""} == {**nobodys.json(), "instance": ""}


def _cells(office: Office, where: str, operation: Json) -> Iterator[Cell]:
    """Of a file everybody asks three times: of one they may know, of another's, and of one that is not there."""
    files = (office.whole.id, office.early.id, GUESSED) if "{permit_id}" in where else ("",)
    for role in READERS if where in AUDIENCE else ():
        person = office.whole.applicant if role == "pemohon" else office.product.person(role, f"new-{role}")
        for file in files:
            expected = _expected(office, AUDIENCE[where][role], role, file)
            if where != ENDLESS or expected == {403}:
                ask = _ask(office, where, operation, file, dict(person.headers), in_earnest=expected == {403})
                yield Cell(where=where, who=role, about=file, expected=expected, ask=ask)
    if operation.get("security"):
        ask = _ask(office, where, operation, office.whole.id, {}, in_earnest=True)
        yield Cell(where=where, who="nobody", about="", expected={401}, ask=ask)


def _expected(office: Office, sight: Sight, role: str, file: str) -> AbstractSet[int]:
    match sight:
        case Sight.REFUSED:
            return {403}
        case Sight.UNKNOWN:
            return {404}
        case Sight.DESK:
            return SERVED if role == ASKED_DESK else {403}
        case Sight.OWN | Sight.REACHED if file == office.early.id and role != "front_office":
            return {404}
        case _:
            return {200} if file == office.whole.id else {404} if file == GUESSED else SERVED


def _ask(office: Office, where: str, operation: Json, file: str, headers: dict[str, str], *, in_earnest: bool) -> Ask:
    """A request that is right but for who asks; where it would be done, one that does nothing."""
    method, path = where.split(" ")
    named = {"permit_id": file, "sha256": R02, "position": "1", "role": ASKED_DESK, "post": "kabid", "sub": "siti"}
    path = re.sub(r"{(\w+)}", lambda found: named.get(found[1], GUESSED), path)
    parameters = operation.get("parameters", [])
    query = {each["name"]: QUERY[each["name"]] for each in parameters if each.get("required") and each["in"] == "query"}
    if any(each["name"] == "dry_run" for each in parameters):
        query["dry_run"] = "true"
    content = operation.get("requestBody", {}).get("content", {})
    is_done = not in_earnest and "dry_run" not in query and where not in HARMLESS
    if JSON in content:
        body = {} if is_done else next(examples(office.published, content[JSON]))
        return Ask(method=method, path=f"{path}?{urlencode(query)}", headers=headers, json=body)
    if content:
        headers = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
        return Ask(method=method, path=path, headers=headers, content=UPLOAD)
    return Ask(method=method, path=f"{path}?{urlencode(query)}", headers=headers)
