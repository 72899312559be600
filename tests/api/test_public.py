"""What strangers see: a decree's QR code, the way of an application, the SOP; and nothing personal."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from application.signing.signatures import decree_code
from domain.commands import Revoke
from domain.force import NOTICES
from domain.papers import DecreeKind, Force
from projections.engine.registrations import Registered, registered
from tests.api.casework import Case, case_at, rejected, submitted, walked
from tests.api.product import Json, Product, faults, told
from tests.people import HENDRA
from tests.scenario import PAPER

PERSONAL = ("Siti Rahmah", "6372994101900001", "siti@example.org", "Panglima Batur")


@pytest.fixture(scope="module")
def signed(product: Product) -> Case:
    return case_at(product, 8).signed_quickly()


def code_of(case: Case) -> str:
    code: str = case.view()["decree"]["code"]
    return code


def verified(product: Product, code: str) -> Json:
    answer = product.get(f"/v/{code}")
    assert 200 == answer.status_code
    result: Json = answer.json()
    return result


def test_a_decree_in_force_is_told_with_what_stands_on_it(product: Product, signed: Case) -> None:
    decree = signed.view()["decree"]

    assert {
        "result": "valid",
        "kind": "permit",
        "number": decree["number"],
        "institution": "PKBM Harapan Bangsa",
        "issued_on": "2026-11-23",
        "valid_until": "2031-11-23",
        "revoked_on": None,
        "revocation_number": None,
        "revokes": None,
        "superseded_by": None,
        "signed_by": HENDRA.name,
        "document_sha256": PAPER.document_sha256,
        "force": "own",
    } == verified(product, code_of(signed))


@pytest.mark.parametrize(
    ("force", "said"),
    [(Force.SIMULATED, Force.SIMULATED), (Force.OWN, Force.OWN), (Force.BSRE, Force.BSRE), (None, Force.SIMULATED)],
)
def test_the_page_says_of_a_signature_what_its_paper_says(product: Product, force: Force | None, said: Force) -> None:
    """The sentence of BSrE stands over a signature of BSrE and over no other; what was not recorded was a trial."""
    path = f"/v/{code_of(case_at(product, 8).signed_quickly(force))}"
    pages = [product.get(f"{path}?lang={lang}", accept="text/html").text for lang in ("id", "en")]

    assert said == product.get(path).json()["force"]
    for other, notice in NOTICES.items():
        for text, words in zip(pages, (notice.id, notice.en) if notice else (), strict=False):
            assert (other is said) == (words in text)


def test_a_permit_expires_after_its_last_day(product: Product, signed: Case) -> None:
    now = product.clock.now
    try:
        product.clock.now = now + timedelta(days=5 * 365 + 1)  # 23 November 2031: 2028 has a 29 February
        last_day = verified(product, code_of(signed))["result"]
        product.clock.now += timedelta(days=1)
        day_after = verified(product, code_of(signed))["result"]
    finally:
        product.clock.now = now

    assert ("valid", "expired") == (last_day, day_after)


def test_a_revoked_permit_is_told_as_such(product: Product) -> None:
    case = case_at(product, 8).signed_quickly()
    case.execute(Revoke(reason="Palsu."), HENDRA)

    assert "revoked" == verified(product, code_of(case))["result"]


def test_a_refusal_is_genuine_and_called_a_refusal(product: Product) -> None:
    case = walked(submitted(product), 8, DecreeKind.REFUSAL).signed_quickly()

    told_of = verified(product, code_of(case))
    page = product.get(f"/v/{code_of(case)}", accept="text/html", accept_language="en").text

    assert ("valid", "refusal", None) == (told_of["result"], told_of["kind"], told_of["valid_until"])
    assert "REFUSAL" in page


def test_whatever_is_no_code_of_ours_gets_one_and_the_same_answer(product: Product, signed: Case) -> None:
    code = code_of(signed)
    forged = decree_code(UUID(signed.id))  # the file is right, the secret is not
    nothing = verified(product, decree_code(uuid4()))

    assert "not_found" == nothing.pop("result")
    assert {None} == set(nothing.values())
    for other in (forged, code[:-1], code + "A", code.swapcase(), "x", "%00", "%F0%9F%98%80", "=" * 32, "A" * 5000):
        assert {**nothing, "result": "not_found"} == verified(product, other)


def test_the_page_and_the_data_are_one_address(product: Product, signed: Case) -> None:
    path = f"/v/{code_of(signed)}"

    for accept, kind in (
        ("text/html", "text/html"),
        ("application/json", "application/json"),
        ("image/png", "application/json"),
    ):
        answer = product.get(path, accept=accept)

        assert 200 == answer.status_code
        assert answer.headers["content-type"].startswith(kind)
        assert not [each for each in PERSONAL if each in answer.text]


def test_who_holds_the_receipt_follows_the_application_at_once(product: Product) -> None:
    """Nothing is waited for: what concerns one file is always current."""
    for _ in range(5):
        view = submitted(product).view()

        answer = product.get(f"/public/track?number={view['number']}&code={view['tracking_code'].lower()}%20")

        assert 200 == answer.status_code
        tracked = answer.json()
        assert ("submitted", 2, "front_office", "2026-11-23T01:10:00Z", []) == tuple(
            tracked[name] for name in ("status", "step", "holder", "due_at", "missing")
        )
        assert not [each for each in PERSONAL if each in answer.text]


def test_what_is_missing_is_told_to_who_holds_the_receipt(product: Product) -> None:
    case = rejected(product)
    view = case.view()

    tracked = product.get(f"/public/track?number={view['number']}&code={view['tracking_code']}").json()

    assert ("rejected", 1, [("R08", "Lampirkan sewa minimal 3 tahun.")]) == (
        *(tracked[name] for name in ("status", "step")),
        [(each["requirement"], each["remedy"]) for each in tracked["missing"]],
    )
    assert tracked["missing"][0]["title"].startswith("Bukti kepemilikan")
    assert "2026-12-02T" == tracked["repair_by"][:11]  # seven working days


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(product: Product) -> None:
    view = submitted(product).view()
    wrong, unknown = (
        product.get(f"/public/track?number={number}&code={code}")
        for number, code in ((view["number"], "AAAAAAAA"), ("REG-KBM-20261123-9999", view["tracking_code"]))
    )

    assert (404, "application-not-found") == told(wrong)
    assert {**wrong.json(), "instance": ""} == {**unknown.json(), "instance": ""}


@pytest.mark.parametrize("query", ["number=1", "code=1", "number=%00&code=1", "number=1&code=" + "x" * 41])
def test_a_question_about_no_receipt_is_a_422(product: Product, query: str) -> None:
    assert faults(product.get(f"/public/track?{query}"))


def test_the_tracking_page_works_without_a_script(product: Product) -> None:
    view = submitted(product).view()

    form = product.get("/track", accept="text/html")
    found = product.get(f"/track?number={view['number']}&code={view['tracking_code']}")
    wrong = product.get("/track?number=<script>&code=1")

    assert ("<form" in form.text, "REG-KBM" in found.text) == (True, True)
    assert "<script>" not in wrong.text


def test_the_sop_is_read_as_it_stands_on_the_paper(product: Product) -> None:
    (heading,) = product.get("/v1/sop").json()["items"]
    sheet = product.get("/v1/sop/izin-kbm").json()

    assert ("izin-kbm", "1") == (heading["code"], heading["version"])
    assert list(range(1, 10)) == [row["no"] for row in sheet["rows"]]
    assert {"no", "activity", "role", "completeness", "standard", "output", "note"} <= sheet["rows"][0].keys()
    assert ("4 hari 1 jam 13 menit", "4 hari 1 jam 18 menit") == (
        sheet["declared_total"].lower(),
        sheet["summed_total"].lower(),
    )
    assert 1 == len(sheet["findings"])
    assert (404, "not-found") == told(product.get("/v1/sop/izin-terbang"))
    assert (404, "not-found") == told(product.get("/v1/sop/%00"))


def test_the_page_tells_where_it_is_and_what_is_missing_in_both_languages(product: Product) -> None:
    view = rejected(product).view()
    query = f"number={view['number'].lower()}&code={view['tracking_code']}"

    pages = {lang: product.get(f"/track?{query}&lang={lang}").text for lang in ("id", "en")}

    assert "Lengkapi paling lambat" in pages["id"]
    assert "Complete it by" in pages["en"]
    for lang, other in (("id", "en"), ("en", "id")):
        assert "Lampirkan sewa minimal 3 tahun." in pages[lang]
        assert f"&amp;lang={other}" in pages[lang]
        assert not [each for each in PERSONAL if each in pages[lang]]


def test_an_unknown_number_costs_the_same_as_a_wrong_code(product: Product) -> None:
    """Some other file is read in its place, so that the time tells nothing."""
    view = submitted(product).view()

    async def looked_up(number: str) -> Registered | None:
        async with product.office.reads() as connection:
            return await registered(connection, number)

    meant, other = (product.run(looked_up, number) for number in (view["number"], "REG-KBM-20261123-9999"))

    assert (view["id"], True) == (str(meant and meant.permit), bool(meant and meant.is_meant))
    assert other is not None
    assert not other.is_meant
