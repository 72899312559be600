"""A command that is wrong in several ways is told the first of them, in the order of the contract."""

from uuid import uuid4

from api.commands.examples import VERIFICATION
from tests.api.casework import APPLICATIONS, case_at, inspection, signature, submitted
from tests.api.product import Product, told

NOWHERE = "0" * 64


def test_who_are_you_comes_before_everything(product: Product) -> None:
    path = f"{APPLICATIONS}/{uuid4()}/approval"

    answer = product.ask("POST", path, content=b"{", headers={"If-Match": "garbage"})

    assert (401, "unauthenticated") == told(answer)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_wrong_body_comes_before_the_role(product: Product) -> None:
    answer = product.person("front_office").post(f"{APPLICATIONS}/{uuid4()}/approval", {"draft_sha256": 1})

    assert (422, "invalid-request") == told(answer)


def test_a_body_of_another_kind_comes_before_the_role(product: Product) -> None:
    path, body = f"{APPLICATIONS}/{uuid4()}/approval", b"draft_sha256=1"

    answer = product.person("front_office").send(path, body, kind="application/x-www-form-urlencoded")

    assert (415, "unsupported-media-type") == told(answer)


def test_the_role_comes_before_the_file(product: Product) -> None:
    back_office = product.person("back_office")

    for no_file in (str(uuid4()), "nothing"):
        answer = back_office.post(f"{APPLICATIONS}/{no_file}/verification", VERIFICATION, if_match='"99"')

        assert (403, "role-not-permitted") == told(answer)


def test_the_file_comes_before_its_version(product: Product) -> None:
    front_office = product.person("front_office")

    for no_file in (str(uuid4()), "nothing", f"{{{uuid4()}}}", uuid4().hex):
        answer = front_office.post(f"{APPLICATIONS}/{no_file}/verification", VERIFICATION, if_match='"99"')

        assert (404, "application-not-found") == told(answer)


def test_another_applicants_file_is_not_there(product: Product) -> None:
    case = submitted(product)

    answer = product.person("pemohon", "budi").post(f"{case.path}/withdrawal", {"reason": "x"}, if_match='"99"')

    assert (404, "application-not-found") == told(answer)


def test_a_replay_comes_before_version_and_step(product: Product) -> None:
    case = submitted(product)
    first = case.act("front_office", "verification", VERIFICATION, if_match='"2"', idempotency_key="v" + case.id)

    again = case.act("front_office", "verification", VERIFICATION, if_match='"2"', idempotency_key="v" + case.id)

    assert 200 == first.status_code
    assert (200, "true") == (again.status_code, again.headers["idempotent-replayed"])


def test_the_version_comes_before_the_step(product: Product) -> None:
    case = case_at(product, 3)

    answer = case.act("front_office", "verification", VERIFICATION, if_match='"2"')

    assert (412, "stale-version") == told(answer)
    assert '"4"' == answer.headers["etag"]


def test_the_step_is_told_with_who_has_the_file_and_what_may_be_done(product: Product) -> None:
    case = case_at(product, 3)

    answer = case.act("front_office", "verification", VERIFICATION, if_match='"4"')

    assert (409, "wrong-step") == told(answer)
    problem = answer.json()
    assert (3, "back_office") == (problem["step"], problem["holder"])
    assert ["routing", "claim", "withdrawal"] == problem["allowed"]


def test_a_colleagues_claim_comes_before_the_person_and_the_person_before_the_draft(product: Product) -> None:
    case = case_at(product, 6)
    path, elsewhere = f"{case.path}/approval", {"draft_sha256": NOWHERE}
    rina_again = product.person("kabid", "demo-back-office", "Rina Wulandari")  # who drafted it
    kabid = product.person("kabid", "kabid-2")
    case.done("kabid", "claim", {})

    answers = [rina_again.post(path, elsewhere)]
    case.done("kabid", "release", {})
    answers += [rina_again.post(path, elsewhere), kabid.post(path, elsewhere)]

    assert [
        (409, "claimed-by-colleague"),
        (403, "not-this-person"),
        (409, "draft-changed"),
    ] == [told(answer) for answer in answers]
    assert "demo-kabid" == answers[0].json()["claimed_by"]["sub"]
    assert case.draft_sha256() == answers[2].json()["draft_sha256"]


def test_the_applicant_is_nobody_else_on_their_own_file(product: Product) -> None:
    case = submitted(product)

    answer = product.person("front_office", "siti").post(f"{case.path}/verification", VERIFICATION)

    assert (403, "not-this-person") == told(answer)


def test_the_draft_comes_before_the_passphrase(product: Product) -> None:
    case = case_at(product, 8)

    answers = [
        case.act("kepala_dinas", "signature", {"draft_sha256": NOWHERE, "passphrase": "wrong"}),
        case.act("kepala_dinas", "signature", signature(case, "wrong")),
    ]

    assert [(409, "draft-changed"), (422, "wrong-passphrase")] == [told(answer) for answer in answers]
    assert "/passphrase" == answers[1].json()["errors"][0]["pointer"]


def test_a_permit_after_a_negative_recommendation_is_a_409(product: Product) -> None:
    case = case_at(product, 4)
    case.done("dinas_teknis", "inspection-report", inspection("not_recommended"))

    answer = case.act("back_office", "draft", {"kind": "permit"})

    assert (409, "out-of-order") == told(answer)
