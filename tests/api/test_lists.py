"""Lists and queues: pages that fit together, filters that mean what they say, and nobody's business but the role's."""

import pytest

from domain.actor import SOP_ROLES
from tests.api.bodies import changed
from tests.api.casework import APPLICATIONS, Case, an_applicant, submission, submitted
from tests.api.product import Json, Person, Product, faults, told

NAMES = ("PKBM Cakrawala", "PKBM Cempaka Putih", "TK Melati", "LKP Cakra", "PKBM Çağla")


@pytest.fixture(scope="module")
def applicant(product: Product) -> Person:
    return an_applicant(product, "rahma")


@pytest.fixture(scope="module")
def files(product: Product, applicant: Person) -> list[Case]:
    """Five files of one applicant, the last of them withdrawn, and all of them in the lists."""
    cases = [
        Case(product=product, applicant=applicant, id=answer.json()["id"])
        for answer in (applicant.post(APPLICATIONS, changed(submission(), "/institution/name", name)) for name in NAMES)
    ]
    last = cases[-1].act("pemohon", "withdrawal", {"reason": "Batal."})
    applicant.get(APPLICATIONS, x_after_position=last.headers["x-position"])
    return cases


def pages(person: Person, path: str) -> list[list[Json]]:
    """Follow `next` to the end, and hold `Link` against it."""
    found, address = [], path
    while True:
        answer = person.get(address)
        page = answer.json()
        found.append(page["items"])
        if page["next"] is None:
            assert "link" not in answer.headers
            return found
        address = answer.headers["link"].removeprefix("<").removesuffix('>; rel="next"')
        assert page["next"] in address


def test_pages_follow_each_other_without_gap_or_repetition(applicant: Person, files: list[Case]) -> None:
    for limit, sizes in ((1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (200, [5])):
        found = pages(applicant, f"{APPLICATIONS}?limit={limit}")

        assert sizes == [len(page) for page in found]
        assert [case.id for case in reversed(files)] == [item["id"] for page in found for item in page]


def test_a_queue_has_pages_too(product: Product, files: list[Case]) -> None:
    front_office = product.person("front_office")
    found = [item for page in pages(front_office, "/v1/queues/front_office?limit=3") for item in page]

    assert {case.id for case in files[:4]} <= {item["id"] for item in found}
    assert len(found) == len({item["id"] for item in found})
    assert sorted(item["remaining_seconds"] for item in found) == [item["remaining_seconds"] for item in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=cakra", {0, 3}),
        ("q=CAKRAWALA", {0}),
        ("q=kraw", {0}),
        ("q=pkbm putih", {1}),
        ("q=cagla", {4}),
        ("q=tidak ada", set[int]()),
        ("q=';--", set[int]()),
        ("q=%25", set[int]()),
        ("q=%26 | ! :*", set[int]()),
        ("q=", {0, 1, 2, 3, 4}),
        ("q=%20", {0, 1, 2, 3, 4}),
        ("status=withdrawn", {4}),
        ("status=submitted", {0, 1, 2, 3}),
        ("status=submitted&q=cakra", {0, 3}),
        ("status=delivered", set[int]()),
        ("number=REG-KBM-20261123-9999", set[int]()),
    ],
)
def test_a_filter_means_what_it_says(applicant: Person, files: list[Case], query: str, expected: set[int]) -> None:
    items = applicant.get(f"{APPLICATIONS}?{query}").json()["items"]

    assert {files[n].id for n in expected} == {item["id"] for item in items}


def test_a_number_finds_its_file(product: Product, applicant: Person, files: list[Case]) -> None:
    number = files[2].view("pemohon")["number"]

    for path in (f"{APPLICATIONS}?number={number}", f"{APPLICATIONS}?q={number}", f"{APPLICATIONS}?q={number.lower()}"):
        assert [files[2].id] == [item["id"] for item in applicant.get(path).json()["items"]]
    assert [] == product.person("pemohon", "budi").get(f"{APPLICATIONS}?number={number}").json()["items"]


def test_the_short_form_says_what_the_long_one_says(applicant: Person, files: list[Case]) -> None:
    (item,) = applicant.get(f"{APPLICATIONS}?q=melati").json()["items"]
    view = files[2].view("pemohon")

    assert view["institution"]["name"] == item.pop("institution")
    assert {name: view[name] for name in item} == item


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/query/limit"),
        ("limit=201", "/query/limit"),
        ("limit=x", "/query/limit"),
        ("limit=1.5", "/query/limit"),
        ("cursor=", "/query/cursor"),
        ("cursor=AAAA", "/query/cursor"),
        ("cursor=%00", "/query/cursor"),
        ("cursor=" + "A" * 2000, "/query/cursor"),
        ("q=" + "x" * 201, "/query/q"),
        ("q=%00", "/query/q"),
        ("q=a%1b[2J", "/query/q"),
    ],
)
@pytest.mark.parametrize("path", [APPLICATIONS, "/v1/queues/front_office"])
def test_a_question_that_is_none_is_a_422(product: Product, path: str, query: str, pointer: str) -> None:
    assert [pointer] == [where for where, _ in faults(product.person("front_office").get(f"{path}?{query}"))]


@pytest.mark.parametrize("query", ["number=%00", "number=" + "x" * 101, "status=lost", "status="])
def test_a_filter_that_is_none_is_a_422(product: Product, query: str) -> None:
    assert (422, "invalid-request") == told(product.person("front_office").get(f"{APPLICATIONS}?{query}"))


def test_a_cursor_is_good_for_its_own_list_only(applicant: Person, files: list[Case]) -> None:
    cursor = applicant.get(f"{APPLICATIONS}?limit=1").json()["next"]

    assert files
    for path in (f"{APPLICATIONS}?status=submitted", f"{APPLICATIONS}?q=pkbm", f"{APPLICATIONS}?number=1"):
        assert [("/query/cursor", "cursor_invalid")] == faults(applicant.get(f"{path}&cursor={cursor}"))


@pytest.mark.parametrize("role", SOP_ROLES)
def test_a_queue_is_its_own_roles_and_the_overseers(product: Product, role: str) -> None:
    readers = {
        who
        for who in (*SOP_ROLES, "supervisor", "auditor", "admin")
        if 200 == product.person(who).get(f"/v1/queues/{role}").status_code
    }

    assert {"supervisor", "auditor", *([] if role == "pemohon" else [role])} == readers


def test_the_desks_are_counted_for_officers_and_the_supervisor(product: Product) -> None:
    submitted(product)
    for role in (*SOP_ROLES[1:], "supervisor"):
        desks = product.person(role).get("/v1/queues").json()["items"]
        assert list(SOP_ROLES) == [desk["role"] for desk in desks]
        assert {"role", "open", "due_soon", "overdue", "unclaimed", "oldest_at"} == desks[0].keys()

    for other in ("pemohon", "auditor", "admin"):
        assert (403, "role-not-permitted") == told(product.person(other).get("/v1/queues"))


def test_a_queue_that_does_not_exist_is_nobodys(product: Product) -> None:
    for role in ("supervisor", "auditor", "admin", "system"):
        assert (403, "role-not-permitted") == told(product.person("supervisor").get(f"/v1/queues/{role}"))
    assert (422, "invalid-request") == told(product.person("supervisor").get("/v1/queues/nobody"))
