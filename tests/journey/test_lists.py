"""Reading what one has written: queues and lists that have seen the caller's own position, and who works on what."""

from typing import Any

from tests.api.product import Product
from tests.journey.desk import SUBMIT, TO_THE_HEAD, VERIFY, File, good, new_file, problem

DESKS = ("front_office", "back_office", "dinas_teknis", "back_office", "kabid", "sekretaris", "kepala_dinas")


def test_a_file_is_in_the_queue_of_whoever_holds_it_and_in_no_other(office: Product) -> None:
    file = new_file(office)

    for turn, desk in zip(TO_THE_HEAD, DESKS, strict=True):
        after = file.take(turn)["position"]
        holders = [role for role in dict.fromkeys(DESKS) if _item(file, role, after)]
        assert [desk] == holders


def test_a_queue_shows_what_its_officer_needs(office: Product) -> None:
    file = new_file(office)
    submitted = file.take(SUBMIT)

    item = _item(file, "front_office", submitted["position"])

    assert {
        "id": file.id,
        "number": submitted["number"],
        "institution": "PKBM Harapan Bangsa",
        "step": 2,
        "round": 1,
        "kind": "new",
        "entered_at": "2026-11-23T01:00:00Z",
        "due_at": "2026-11-23T01:10:00Z",
        "remaining_seconds": 600,
        "state": "on_time",
        "claimed_by": None,
    } == item


def test_a_claimed_file_is_its_claimers_until_it_is_released(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    fajar, fitri = (office.person("front_office", sub) for sub in ("fajar", "fitri"))
    claimed = good(fajar.post(f"{file.path}/claim", {})).json()
    form = file.fill_in(VERIFY)

    in_queue = _item(file, "front_office", claimed["position"])
    refused = fitri.post(f"{file.path}/verification", form)
    good(fajar.post(f"{file.path}/release", {}))
    accepted = fitri.post(f"{file.path}/verification", form)

    assert in_queue
    assert "fajar" == in_queue["claimed_by"]["sub"] == claimed["claimed_by"]["sub"]
    assert (409, "claimed-by-colleague") == problem(refused)
    assert "fajar" == refused.json()["claimed_by"]["sub"]
    assert 200 == accepted.status_code


def test_an_applicant_may_withdraw_a_file_that_an_officer_has_claimed(office: Product) -> None:
    file = new_file(office).take_all((SUBMIT,))
    good(file.by("front_office").post(f"{file.path}/claim", {}))

    assert 200 == file.applicant.post(f"{file.path}/withdrawal", {"reason": "Batal."}).status_code


def test_the_list_has_seen_what_its_reader_wrote(office: Product) -> None:
    file = new_file(office)

    for turn in TO_THE_HEAD:
        view = file.take(turn)
        query = f"/v1/applications?number={view['number']}&status={view['status']}"
        items = good(file.applicant.get(query, x_after_position=str(view["position"]))).json()["items"]
        assert [(file.id, view["step"], view["holder"], view["due_at"])] == [
            (item["id"], item["step"], item["holder"], item["due_at"]) for item in items
        ]


def test_a_position_that_nobody_has_reached_is_no_reason_to_wait_for_ever(office: Product) -> None:
    answer = office.person("front_office").get("/v1/queues/front_office", x_after_position="999999999")

    assert 503 == problem(answer)[0]
    assert int(answer.headers["retry-after"]) >= 1


def test_a_desk_counts_what_lies_on_it(office: Product) -> None:
    before = _load(office, "front_office", new_file(office).take(SUBMIT)["position"])
    after = _load(office, "front_office", new_file(office).take(SUBMIT)["position"])

    assert before["open"] + 1 == after["open"]
    assert before["unclaimed"] + 1 == after["unclaimed"]


def _item(file: File, role: str, after: int) -> dict[str, Any] | None:
    items = good(file.by(role).get(f"/v1/queues/{role}?limit=200", x_after_position=str(after))).json()["items"]
    return next((item for item in items if item["id"] == file.id), None)


def _load(office: Product, role: str, after: int) -> dict[str, Any]:
    items = good(office.person("supervisor").get("/v1/queues", x_after_position=str(after))).json()["items"]
    load: dict[str, Any] = next(item for item in items if item["role"] == role)
    return load
