"""The main job, over HTTP and on PostgreSQL: seven people, nine steps, a rejection and a return on the way."""

from hashlib import sha256

from api.papers.decree_check import Seal, check_decree
from tests.api.product import Product
from tests.journey.desk import HAND_OVER, SUBMIT, TO_THE_HEAD, Walked, good, new_file

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
BY_HAND = 8  # the only Routed that an officer makes (SOP step 3)


def test_a_permit_walks_all_nine_steps_with_a_rejection_and_a_return(walk: Walked) -> None:
    stations = [(each["status"], each["step"], each["holder"], each["round"]) for each in walk.answers]

    assert STATIONS == stations
    assert FACTS == walk.file.facts()
    assert len(FACTS) == walk.file.view()["version"]


def test_only_step_three_is_routed_by_hand(walk: Walked) -> None:
    items = good(walk.file.by("auditor").get(f"{walk.file.path}/timeline")).json()["items"]

    by_hand = [n for n, item in enumerate(items) if item["fact"] == "Routed" and not item["data"]["automatic"]]

    assert [BY_HAND] == by_hand
    assert "back_office" == items[BY_HAND]["by"]["role"]


def test_seven_people_have_acted_each_in_one_role(walk: Walked) -> None:
    items = good(walk.file.by("front_office").get(f"{walk.file.path}/timeline")).json()["items"]

    people = {(item["by"]["role"], item["by"]["sub"]) for item in items}

    assert [
        ("back_office", "demo-back-office"),
        ("dinas_teknis", "demo-dinas-teknis"),
        ("front_office", "demo-front-office"),
        ("kabid", "demo-kabid"),
        ("kepala_dinas", "demo-kepala-dinas"),
        ("pemohon", "siti"),
        ("sekretaris", "demo-sekretaris"),
    ] == sorted(people)


def test_positions_and_versions_grow_with_every_turn(walk: Walked) -> None:
    positions = [each["position"] for each in walk.answers]
    versions = [each["version"] for each in walk.answers]

    assert positions == sorted(set(positions))
    assert versions == sorted(set(versions))


def test_the_signed_decree_is_the_very_file_whose_hash_is_recorded(office: Product, walk: Walked) -> None:
    decree = walk.file.view()["decree"]

    answer = good(walk.file.applicant.get(f"{walk.file.path}/decree.pdf"))

    assert "application/pdf" == answer.headers["content-type"]
    assert decree["document_sha256"] == sha256(answer.content).hexdigest()
    assert Seal(intact=True, signer="Dr. Siti Rahmawati, M.Si. (Uji Coba)") == check_decree(answer.content)
    assert ("2026-11-23", "2031-11-23") == (decree["issued_on"], decree["valid_until"])
    public = good(office.get(f"/v/{decree['code']}", accept="application/json")).json()
    assert ("valid", decree["document_sha256"]) == (public["result"], public["document_sha256"])


def test_a_decree_of_ours_can_be_handed_in_with_its_renewal(walk: Walked) -> None:
    decree = good(walk.file.applicant.get(f"{walk.file.path}/decree.pdf")).content

    kept = good(walk.file.applicant.upload(decree, "sk-izin-lama.pdf")).json()

    assert sha256(decree).hexdigest() == kept["sha256"]


def test_the_front_office_hands_the_decree_over_at_the_counter(office: Product) -> None:
    file = new_file(office).take_all(TO_THE_HEAD).sign_quickly()

    view = file.take(HAND_OVER)

    delivered = good(file.by("front_office").get(f"{file.path}/timeline")).json()["items"][-1]
    assert ("delivered", None, None) == (view["status"], view["step"], view["holder"])
    assert {"channel": "counter", "received_by": "Budi Santoso"} == delivered["data"]


def test_registration_numbers_follow_each_other_without_a_gap(office: Product) -> None:
    first, second = (new_file(office).take(SUBMIT)["number"] for _ in range(2))

    assert "REG-KBM-20261123" == first.rpartition("-")[0] == second.rpartition("-")[0]
    assert int(first.rpartition("-")[2]) + 1 == int(second.rpartition("-")[2])
