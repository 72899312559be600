"""A second person acts for the applicant over HTTP: seeing what they see, doing what the letter says, and no more."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from api.access.audience import AUDIENCE, Sight
from api.commands.examples import REJECTION, VERIFICATION
from domain.personal import MASK
from tests.api.casework import APPLICATIONS, Case, a_pdf, an_applicant, rejected, submission, submitted, walked
from tests.api.product import Ask, Json, Person, Product, faults, told
from tests.api.test_permission_table import EVER, body_of
from tests.pdf_text import pages
from tests.scenario import MONDAY

LETTER = sha256(a_pdf("surat kuasa")).hexdigest()
TO_ANDI: Json = {
    "attorney": {"sub": "andi", "name": "Andi Pratama", "email": "andi@example.org"},
    "letter_sha256": LETTER,
    "powers": ["receive", "repair"],
    "until": "2026-12-31",
}
BY_LETTER = f"Kuasa pemohon (surat kuasa {LETTER[:12]})"
COVERED = {"submissions", "correction", "receipt", "attorney/end"}


def andi(product: Product) -> Person:
    return product.person("pemohon", "andi", "Andi Pratama")


def empowered(case: Case, **changes: object) -> Any:
    case.applicant.upload(a_pdf("surat kuasa"), "kuasa Andi Pratama.pdf")
    answer = case.applicant.post(f"{case.path}/attorney", {**TO_ANDI, **changes})
    assert 200 == answer.status_code, answer.text
    return answer


@pytest.fixture(scope="module")
def case(product: Product) -> Case:
    """Sent back, and with somebody who may repair it and receive its decree."""
    case = rejected(product)
    empowered(case)
    return case


@pytest.fixture
def _turned_back(product: Product) -> Iterator[None]:
    """The clock is the shared office's."""
    before = product.clock.now
    yield
    product.clock.now = before


def test_everybody_who_may_know_sees_who_acts_and_by_which_letter(product: Product, case: Case) -> None:
    shown = case.view("pemohon")["attorney"]

    assert {
        "sub": "andi",
        "name": "Andi Pratama",
        "powers": ["repair", "receive"],
        "letter_sha256": LETTER,
        "since": "2026-11-23T01:00:00Z",
        "until": "2026-12-31T16:00:00Z",
    } == shown
    assert shown == case.view("front_office")["attorney"] == andi(product).get(case.path).json()["attorney"]
    assert {**shown, "sub": MASK, "name": MASK} == case.view("auditor")["attorney"]
    past = case.applicant.get(f"{case.path}?as_of=2026-11-23T09:00:00%2B08:00").json()
    assert "attorney" not in past
    letter = case.by("front_office").get(f"{case.path}/documents/{LETTER}")
    assert (a_pdf("surat kuasa"), True) == (letter.content, "kuasa.pdf" in letter.headers["content-disposition"])


def test_the_attorney_reads_what_the_applicant_reads(product: Product, case: Case) -> None:
    """Each query about a file that serves its applicant, and none that does not."""
    paths = [where.removeprefix("GET ").replace("{permit_id}", case.id) for where in AUDIENCE if _is_of_a_file(where)]
    paths = [path.replace("{sha256}", LETTER) for path in paths]
    people = (case.applicant, andi(product))

    asks = [Ask(method="GET", path=path, headers=person.headers) for person in people for path in paths]
    statuses = [answer.status_code for answer in product.ask_all(asks)]

    assert statuses[: len(paths)] == statuses[len(paths) :]
    assert {200, 403, 404, 422} == set(statuses)
    theirs, hers = (person.get(case.path).json() for person in reversed(people))
    assert {**hers, "actions": []} == {**theirs, "actions": []}
    items = [person.get(f"{case.path}/timeline").json() for person in people]
    assert items[0] == items[1]


def _is_of_a_file(where: str) -> bool:
    return where.startswith("GET /v1/applications/{permit_id}") and Sight.ALL in AUDIENCE[where].values()


def test_the_attorney_gives_the_commands_that_the_letter_names_and_no_other(product: Product, case: Case) -> None:
    an_applicant(product, "andi")
    asks = [
        Ask(method="POST", path=f"{case.path}/{command}?dry_run=true", headers=andi(product).headers, json=body)
        for command in EVER
        for body in [body_of(command, "0" * 64) | ({"letter_sha256": _r02()} if command == "attorney" else {})]
    ]

    answers = dict(zip(EVER, product.ask_all(asks), strict=True))

    expected = {command: (200 if command != "receipt" else 409) if command in COVERED else 403 for command in EVER}
    assert expected == {command: answer.status_code for command, answer in answers.items()}
    assert (403, "not-empowered") == told(answers["withdrawal"]) == told(answers["attorney"])
    buttons = {each["action"] for each in andi(product).get(case.path).json()["actions"]}
    assert COVERED == buttons


def _r02() -> str:
    return sha256(a_pdf("R02")).hexdigest()


def test_lists_hold_it_as_long_as_the_power_holds(product: Product, case: Case) -> None:
    position = case.act("front_office", "claim", {}).headers.get("x-position") or case.view()["position"]

    def listed(sub: str) -> set[str]:
        answer = product.person("pemohon", sub).get(f"{APPLICATIONS}?limit=200", x_after_position=str(position))
        return {item["id"] for item in answer.json()["items"]}

    assert case.id in listed("andi") & listed("siti")
    assert case.id not in listed("warga-lain")


def test_what_they_repair_and_receive_is_theirs_and_for_whom(product: Product) -> None:
    """They name what is in the file already, and one document of their own."""
    case = rejected(product, an_applicant(product, "budi"))
    empowered(case)
    body = submission()
    andi(product).upload(a_pdf("perbaikan"), "ktp.pdf")
    body["documents"][0]["sha256"] = sha256(a_pdf("perbaikan")).hexdigest()

    repaired = andi(product).post(f"{case.path}/submissions", body)

    assert 200 == repaired.status_code, repaired.text
    assert 2 == repaired.json()["round"]
    by = case.applicant.get(f"{case.path}/timeline").json()["items"][-1]["by"]
    assert {"sub": "andi", "name": "Andi Pratama", "role": "pemohon", "acting_for": BY_LETTER} == by
    auditors = case.by("auditor").get(f"{case.path}/timeline").json()["items"]
    assert {"sub": MASK, "name": MASK, "role": "pemohon", "acting_for": BY_LETTER} == auditors[-1]["by"]
    (given,) = (each for each in auditors if each["fact"] == "AuthorityGiven")
    assert (MASK, LETTER) == (given["data"]["attorney"], given["data"]["letter"]["sha256"])
    assert "Andi" not in str(auditors)
    held = andi(product).get("/v1/my/data").json()["authorities"]
    done = next(each["done"] for each in held if each["application"] == case.id)
    assert ["Submitted", "Routed"] == [each["fact"] for each in done]
    case.done("front_office", "verification", VERIFICATION)
    receipt = "".join("".join(pages(case.by("front_office").get(f"{case.path}/acknowledgement.pdf").content)).split())
    assert "KuasapemohonAndiPratama" in receipt.replace(":", "")
    masked = case.by("auditor").get(f"{case.path}/acknowledgement.pdf").content
    assert "AndiPratama" not in "".join("".join(pages(masked)).split())
    walked(case, 8).signed_quickly()
    received = andi(product).post(f"{case.path}/receipt", {})
    assert (200, "delivered") == (received.status_code, received.json()["status"])
    assert "Andi Pratama" == case.applicant.get(f"{case.path}/timeline").json()["items"][-1]["data"]["received_by"]


def test_one_that_was_taken_back_leaves_nothing_to_know(product: Product) -> None:
    case = submitted(product)
    empowered(case)
    path = f"{case.path}/attorney/end"
    rehearsed = case.applicant.post(f"{path}?dry_run=true", {"reason": "Selesai."})
    assert ["AuthorityEnded"] == [each["fact"] for each in rehearsed.json()["facts"]]

    first, again = (case.applicant.post(path, {}, idempotency_key="kuasa-1") for _ in range(2))

    assert (200, "true") == (first.status_code, again.headers["Idempotent-Replayed"])
    assert first.json() == again.json()
    assert "attorney" not in first.json()
    assert (404, "application-not-found") == told(andi(product).get(case.path))
    assert (404, "application-not-found") == told(andi(product).post(path, {}))
    assert (409, "wrong-step") == told(case.applicant.post(path, {}))
    listed = andi(product).get(f"{APPLICATIONS}?limit=200", x_after_position=first.headers["x-position"])
    assert case.id not in {item["id"] for item in listed.json()["items"]}
    assert (412, "stale-version") == told(case.applicant.post(f"{case.path}/attorney", TO_ANDI, if_match='"1"'))


@pytest.mark.usefixtures("_turned_back")
def test_one_whose_time_has_passed_says_so(product: Product) -> None:
    case = rejected(product)
    version = empowered(case, until="2026-11-24T09:00:00+08:00").headers["etag"]
    assert 200 == andi(product).get(case.path, if_none_match='"1"').status_code

    product.clock.now = (MONDAY + timedelta(days=1)).astimezone(product.clock.now.tzinfo)

    assert (403, "authority-over") == told(andi(product).get(case.path))
    assert (403, "authority-over") == told(andi(product).post(f"{case.path}/correction", body_of("correction", "")))
    assert case.id not in {item["id"] for item in andi(product).get(f"{APPLICATIONS}?limit=200").json()["items"]}
    fresh = case.applicant.get(case.path, if_none_match=version)
    assert (200, False) == (fresh.status_code, "attorney" in fresh.json())


def test_four_eyes_are_those_of_persons(product: Product) -> None:
    case = submitted(product)
    empowered(case)
    assert (403, "not-this-person") == told(
        product.person("front_office", "andi").post(f"{case.path}/verification", VERIFICATION)
    )
    case.done("front_office", "rejection", REJECTION)
    case.done("pemohon", "attorney/end", {})

    for sub, code in (("demo-front-office", "acted_before"), ("siti", "yourself")):
        refused = case.act("pemohon", "attorney", {**TO_ANDI, "attorney": {"sub": sub, "name": "Seseorang"}})
        assert [("/attorney/sub", code)] == faults(refused)


def test_what_is_refused_says_where(product: Product, case: Case) -> None:
    path = f"{case.path}/attorney"
    picture = product.person("dinas_teknis")

    assert [("/letter_sha256", "not_uploaded")] == faults(
        case.applicant.post(path, TO_ANDI | {"letter_sha256": "0" * 64})
    )
    assert [("/powers", "too_short")] == faults(case.applicant.post(path, TO_ANDI | {"powers": []}))
    assert [("/until", "moment")] == faults(case.applicant.post(path, TO_ANDI | {"until": "besok"}))
    assert (409, "out-of-order") == told(case.applicant.post(path, TO_ANDI))
    assert (403, "role-not-permitted") == told(picture.post(path, TO_ANDI))
    fresh = submitted(product)
    assert [("/until", "in_the_past")] == faults(
        fresh.applicant.post(f"{fresh.path}/attorney", TO_ANDI | {"until": "2026-11-01"})
    )
    fresh.done("pemohon", "withdrawal", {"reason": "Batal."})
    assert (409, "wrong-step") == told(fresh.applicant.post(f"{fresh.path}/attorney", TO_ANDI))


def test_a_letter_is_a_pdf(case: Case) -> None:
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    photo = case.applicant.upload(picture.getvalue(), "kuasa.png").json()["sha256"]

    assert [("/letter_sha256", "not_a_pdf")] == faults(
        case.applicant.post(f"{case.path}/attorney", TO_ANDI | {"letter_sha256": photo})
    )


def test_a_person_reads_what_is_known_of_them_as_an_attorney_and_nothing_of_the_applicant(
    product: Product, case: Case
) -> None:
    report = andi(product).get("/v1/my/data")

    mine = next(each for each in report.json()["authorities"] if each["application"] == case.id)
    assert TO_ANDI["attorney"] == mine["attorney"]
    assert ([], "Andi Pratama") == (report.json()["applications"], report.json()["subject"]["names"][0])
    assert "6372994101900001" not in report.text
    paper = "".join("".join(pages(andi(product).get("/v1/my/data.pdf").content)).split())
    assert "Kuasaataspermohonanoranglain" in paper
    asked = product.person("admin").get("/v1/subjects/andi/report?reason=Permintaan+akses+tertulis")
    assert case.id in {each["application"] for each in asked.json()["authorities"]}
    log = product.person("auditor").get("/v1/access-log?subject=andi&limit=200").json()["items"]
    assert case.id in {each["application"] for each in log}
    # Under the file's key while the power holds, under a pseudonym before and after.
    assert all(each["by"]["sub"][0] in f"~{MASK}" for each in log if each["by"]["role"] == "pemohon")
