"""Posts and mandates over HTTP: ordered by the administrator, and asked for at the moment of every act."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api.posts import examples
from tests.api.bodies import MISSING, changed, listed
from tests.api.casework import case_at, signature
from tests.api.product import Json, Person, Product, opened, told
from tests.pdf_text import pages

POSTS, MANDATES = "/v1/posts", "/v1/mandates"
FIRST, LAST = "2026-11-23", "2026-11-27"  # the office's clock stands on the first


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[Product]:
    """An office of one's own: who holds its posts concerns nobody else."""
    with opened(postgres_url, tmp_path) as product:
        yield product


def mandate(sub: str = "surya", **changes: object) -> Json:
    return {**examples.ORDER, "sub": sub, "from": FIRST, "until": LAST, **changes}


def appointment(sub: str, **changes: object) -> Json:
    return {**examples.APPOINTMENT, "sub": sub, "name": sub.title(), **changes}


def given(office: Product, sub: str = "surya", **changes: object) -> Json:
    answer = office.person("admin").post(MANDATES, mandate(sub, **changes))
    assert 201 == answer.status_code, answer.text
    found: Json = answer.json()
    return found


def post_of(reader: Person, post: str) -> Json:
    return next(item for item in reader.get(POSTS).json()["items"] if item["post"] == post)


def test_who_has_a_mandate_signs_and_every_paper_says_so(office: Product) -> None:
    surya = office.person("sekretaris", "surya", "Surya Wijaya")
    case = case_at(office, 8)
    before = surya.post(f"{case.path}/signature", signature(case))
    given(office)

    signed = surya.post(f"{case.path}/signature", signature(case))

    assert [(403, "role-not-permitted"), 200] == [told(before), signed.status_code]
    timeline = case.by("auditor").get(f"{case.path}/timeline").json()["items"]
    [by] = [item["by"] for item in timeline if item["fact"] == "Signed"]
    assert ("surya", "kepala_dinas", "Plh. Kepala Dinas") == (by["sub"], by["role"], by["acting_for"])
    duty = office.person("supervisor").get("/duty", accept="text/html").text
    assert re.search(r"Surya Wijaya</th>.*Plh\. Kepala Dinas.*berlaku", duty, re.DOTALL)
    decree = "".join(pages(case.applicant.get(f"{case.path}/decree.pdf").content))
    assert "Plh.KEPALADINAS" in decree.replace(" ", "").replace("Kepala", "KEPALA")
    assert "SuryaWijaya" in decree


def test_a_mandate_lets_its_holder_see_the_queue_of_the_post(office: Product) -> None:
    surya = office.person("sekretaris", "surya")
    before = surya.get("/v1/queues/kepala_dinas").status_code
    given(office)

    assert (403, 200) == (before, surya.get("/v1/queues/kepala_dinas").status_code)


def test_nobody_acts_on_one_file_in_two_roles_under_a_mandate_neither(office: Product) -> None:
    case = case_at(office, 7)
    surya = office.person("sekretaris", "surya")
    given(office)

    approved = surya.post(f"{case.path}/approval", {"draft_sha256": case.draft_sha256()})

    assert 200 == approved.status_code, approved.text
    assert (403, "not-this-person") == told(surya.post(f"{case.path}/signature", signature(case)))


def test_it_is_over_when_its_last_day_is_and_when_it_is_ended(office: Product) -> None:
    surya = office.person("sekretaris", "surya")
    queue = "/v1/queues/kepala_dinas"
    first = given(office)
    ended = office.person("admin").post(f"{MANDATES}/{first['id']}/end", examples.ENDING)
    after_the_end = surya.get(queue).status_code
    second = given(office, until=FIRST)
    within = surya.get(queue).status_code
    office.clock.now += timedelta(days=1)

    assert (200, "over", examples.ENDING["reason"]) == (
        ended.status_code, ended.json()["state"], ended.json()["reason"],
    )  # fmt: skip
    assert (403, 200, 403) == (after_the_end, within, surya.get(queue).status_code)
    assert "2026-11-23T16:00:00Z" == second["until"]
    again = office.person("admin", "ratna").post(f"{MANDATES}/{second['id']}/end", examples.ENDING)
    assert (409, "mandate-over") == told(again)


def test_two_mandates_for_one_post_cannot_overlap(office: Product) -> None:
    given(office)

    refused = office.person("admin").post(MANDATES, mandate("kartika", **{"from": LAST, "until": "2026-12-31"}))

    assert (422, "invalid-request") == told(refused)
    assert [("/from", "overlap")] == [(each["pointer"], each["code"]) for each in refused.json()["errors"]]
    assert "Surya Wijaya" in refused.json()["detail"]


def test_from_the_first_appointment_on_the_roster_says_who_holds_a_post(office: Product) -> None:
    admin, hendra, token_only = (
        office.person("admin"),
        *(office.person("kepala_dinas", sub) for sub in ("hendra", "someone")),
    )
    case = case_at(office, 8)
    assert "issuer" == post_of(admin, "kepala_dinas")["filled_by"]
    appointed = admin.post(f"{POSTS}/kepala_dinas/appointment", appointment("hendra"))

    refused, signed = (who.post(f"{case.path}/signature", signature(case)) for who in (token_only, hendra))

    assert ["hendra"] == [holder["sub"] for holder in appointed.json()["holders"]]
    assert "appointment" == appointed.json()["filled_by"]
    assert [(403, "role-not-permitted"), 200] == [told(refused), signed.status_code]


def test_a_post_that_nobody_will_fill_is_told_before_it_stops_files(office: Product) -> None:
    admin = office.person("admin")
    admin.post(f"{POSTS}/kepala_dinas/appointment", appointment("hendra"))
    absent = {**examples.ABSENCE, "from": "2026-11-26", "until": LAST}
    away = admin.post(f"{POSTS}/kepala_dinas/absence", absent).json()
    given(office, **{"from": "2026-11-26"})
    covered = post_of(office.person("supervisor"), "kepala_dinas")
    relieved = admin.post(f"{POSTS}/kepala_dinas/relief", {**examples.RELIEF, "sub": "hendra", "until": "2026-12-01"})

    [warning] = away["warnings"]
    assert ("all_away", "2026-11-25T16:00:00Z") == (warning["code"], warning["from"])
    assert [] == covered["warnings"]
    assert ["vacant"] == [each["code"] for each in relieved.json()["warnings"]]
    assert "nobody acts" in admin.get(POSTS, accept_language="en").text


def test_the_list_of_mandates_is_for_those_who_work_here(office: Product) -> None:
    first, second = given(office), given(office, "kartika", post="kabid", kind="plt", until="2027-02-23")

    listed_ids = [each["id"] for each in office.person("front_office").get(MANDATES).json()["items"]]
    one_post = office.person("auditor").get(f"{MANDATES}?post=kabid").json()["items"]

    assert [second["id"], first["id"]] == listed_ids
    assert ["Plt. Kabid Perizinan"] == [each["title"] for each in one_post]
    for path in (MANDATES, POSTS):
        assert (403, "role-not-permitted") == told(office.person("pemohon").get(path))
        assert 401 == office.get(path).status_code


def test_an_order_is_repeated_safely_tried_first_and_never_given_blindly(office: Product) -> None:
    admin = office.person("admin")
    tried = admin.post(f"{MANDATES}?dry_run=true", mandate())
    first = admin.post(MANDATES, mandate(), idempotency_key="plh-1")
    again = admin.post(MANDATES, mandate(), idempotency_key="plh-1")
    other = admin.post(MANDATES, mandate("kartika"), idempotency_key="plh-1")
    stale = admin.post(f"{MANDATES}/{first.json()['id']}/end", examples.ENDING, if_match='"7"')

    assert ["MandateGiven"] == [fact["fact"] for fact in tried.json()["facts"]]
    assert (first.json(), "true") == (again.json(), again.headers["idempotent-replayed"])
    assert [(422, "idempotency-key-reused"), (412, "stale-version")] == [told(other), told(stale)]
    assert first.headers["etag"] == admin.get(MANDATES, x_after_position=first.headers["x-position"]).headers["etag"]
    assert first.headers["etag"] == admin.get(POSTS, x_after_position=first.headers["x-position"]).headers["etag"]


@pytest.fixture(scope="module")
def reader(product: Product) -> Person:
    return product.person("admin")


@pytest.mark.parametrize("role", ["pemohon", "kepala_dinas", "supervisor", "auditor"])
def test_only_the_administrator_orders(product: Product, role: str) -> None:
    for path, body in ((MANDATES, mandate()), (f"{POSTS}/kabid/appointment", appointment("kartika"))):
        assert (403, "role-not-permitted") == told(product.person(role).post(path, body))


WRONG: tuple[tuple[str, object, str], ...] = (
    ("/post", "walikota", "enum"),
    ("/post", "auditor", "no_post"),
    ("/kind", "pjs", "enum"),
    ("/sub", "", "string_too_short"),
    ("/sub", "s" * 256, "string_too_long"),
    ("/name", "Su\0rya", "control_character"),
    ("/nip", "1970", "string_pattern_mismatch"),
    ("/order_number", " ", "string_too_short"),
    ("/order_number", MISSING, "missing"),
    ("/order_date", "4 Desember", "date_from_datetime_parsing"),
    ("/from", "2026-11-23T00:00:00", "moment"),
    ("/from", 20261123, "moment"),
    ("/until", "besok", "moment"),
    ("/until", "2026-11-22", "before_beginning"),
    ("/until", None, "moment"),
    ("/passphrase", "rahasia", "extra_forbidden"),
)


@pytest.mark.parametrize(("pointer", "value", "code"), listed(WRONG))
def test_a_wrong_order_is_told_with_its_place(reader: Person, pointer: str, value: Any, code: str) -> None:
    answer = reader.post(MANDATES, changed(mandate(), pointer, value))

    assert (422, "invalid-request") == told(answer)
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


def test_what_is_no_post_and_no_mandate_is_not_found(reader: Person) -> None:
    for post in ("pemohon", "auditor", "nobody"):
        assert 404 == reader.post(f"{POSTS}/{post}/appointment", appointment("kartika")).status_code
    for mandate_id in ("7", "00000000-0000-0000-0000-000000000007"):
        assert (404, "mandate-not-found") == told(reader.post(f"{MANDATES}/{mandate_id}/end", examples.ENDING))
    assert 422 == reader.get(f"{MANDATES}?post=walikota").status_code


def test_the_administrator_orders_from_the_page(office: Product) -> None:
    admin, form = office.person("admin"), "application/x-www-form-urlencoded"
    order = {name: value for name, value in mandate(until="2026-11-01").items() if value}
    refused = admin.send("/duty/mandate", urlencode(order).encode(), form)
    given = admin.send("/duty/mandate", urlencode({**order, "until": LAST}).encode(), form)
    made = admin.get(MANDATES).json()["items"][0]["id"]
    ended = admin.send("/duty/end", urlencode({"_mandate_id": made, "reason": "Kembali"}).encode(), form)
    away = {"_post": "kabid", "sub": "tak-ada", "from": FIRST, "until": LAST, "reason": "Sakit"}
    nobody = admin.send("/duty/absence", urlencode(away).encode(), form)
    officer = office.person("kabid").send("/duty/appointment", urlencode({"_post": "kabid"}).encode(), form)
    stranger = office.ask("POST", "/duty/end", content=b"reason=x", headers={"Content-Type": form})

    assert (422, True, True) == (refused.status_code, "Kesalahan:" in refused.text, order["name"] in refused.text)
    assert (303, "/duty?done=mandate") == (given.status_code, given.headers["location"])
    assert (303, "over") == (ended.status_code, admin.get(MANDATES).json()["items"][0]["state"])
    assert "Penunjukan diakhiri." in admin.get("/duty?done=end", accept="text/html").text
    assert nobody.status_code >= 400
    assert "Sakit</textarea>" in nobody.text
    assert (422, 401) == (officer.status_code, stranger.status_code)
