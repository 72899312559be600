"""The main job, once, over HTTP and on PostgreSQL: seven people, nine steps, a rejection and a return on the way."""

from hashlib import sha256

from api.decree_check import check_decree
from tests.api.product import Product
from tests.journey.desk import REFUSED_BY_THE_HEAD, THE_WALK, HAND_OVER, RECEIVE, SIGN, SUBMIT, TO_THE_HEAD, good, new_file

# After each turn: status, step, holder, round.
STATIONS = [
    ("submitted", 2, "front_office", 1),
    ("rejected", 1, "pemohon", 1),
    ("submitted", 2, "front_office", 2),
    ("in_process", 3, "back_office", 2),
    ("in_process", 4, "dinas_teknis", 2),
    ("in_process", 5, "back_office", 2),
    ("in_process", 6, "kabid", 2),
    ("in_process", 7, "sekretaris", 2),
    ("in_process", 5, "back_office", 2),
    ("in_process", 6, "kabid", 2),
    ("in_process", 7, "sekretaris", 2),
    ("in_process", 8, "kepala_dinas", 2),
    ("signed", 9, "pemohon", 2),
    ("delivered", None, None, 2),
]
FACTS = [
    *("Submitted", "Routed", "Rejected", "Routed", "Submitted", "Routed", "Verified", "Routed", "Routed"),
    *("BAPFiled", "Routed", "Drafted", "Routed", "Approved", "Routed", "Returned", "Routed", "Drafted", "Routed"),
    *("Approved", "Routed", "Approved", "Routed", "Signed", "Routed", "Delivered"),
]


def test_a_permit_walks_all_nine_steps_with_a_rejection_and_a_return(office: Product) -> None:
    file = new_file(office)

    stations = []
    for turn in THE_WALK:
        view = file.take(turn)
        stations.append((view["status"], view["step"], view["holder"], view["round"]))

    assert STATIONS == stations
    assert FACTS == file.facts()
    assert len(FACTS) == file.view()["version"]


def test_seven_people_have_acted_and_none_of_them_twice_in_different_roles(office: Product) -> None:
    file = new_file(office).take_all((*TO_THE_HEAD, SIGN, RECEIVE))
    items = good(file.by("front_office").get(f"{file.path}/timeline")).json()["items"]

    people = {(item["by"]["sub"], item["by"]["role"]) for item in items}

    roles = ["back_office", "dinas_teknis", "front_office", "kabid", "kepala_dinas", "pemohon", "sekretaris"]
    assert roles == sorted(role for _, role in people)
    assert 7 == len({sub for sub, _ in people})


def test_the_signed_decree_is_the_very_file_whose_hash_is_recorded(office: Product) -> None:
    file = new_file(office).take_all((*TO_THE_HEAD, SIGN))
    decree = file.view()["decree"]

    answer = good(file.applicant.get(f"{file.path}/decree.pdf"))

    assert "application/pdf" == answer.headers["content-type"]
    assert decree["document_sha256"] == sha256(answer.content).hexdigest()
    assert check_decree(answer.content).intact
    assert "Dr. Siti Rahmawati, M.Si. (Uji Coba)" == check_decree(answer.content).signer
    assert "2026-11-23" == decree["issued_on"]
    assert "2031-11-23" == decree["valid_until"]
    assert good(office.get(f"/v/{decree['code']}", accept="application/json")).json()["document_sha256"] == (
        decree["document_sha256"]
    )


def test_the_front_office_hands_the_decree_over_at_the_counter(office: Product) -> None:
    file = new_file(office).take_all((*TO_THE_HEAD, SIGN))

    view = file.take(HAND_OVER)

    delivered = good(file.by("front_office").get(f"{file.path}/timeline")).json()["items"][-1]
    assert ("delivered", None) == (view["status"], view["holder"])
    assert {"channel": "counter", "received_by": "Budi Santoso"} == delivered["data"]


def test_registration_and_decree_numbers_follow_each_other_without_a_gap(office: Product) -> None:
    first, second = (new_file(office).take_all((*TO_THE_HEAD, SIGN)).view() for _ in range(2))

    assert _serial(first["decree"]["number"], 1) + 1 == _serial(second["decree"]["number"], 1)
    assert _serial(first["number"].replace("-", "/"), 3) + 1 == _serial(second["number"].replace("-", "/"), 3)


def _serial(number: str, part: int) -> int:
    return int(number.split("/")[part])
