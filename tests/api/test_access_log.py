"""Who looked at what, over HTTP: what is logged and what is not, and what auditors may ask."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from api.commands.examples import VERIFICATION
from application.postgres.embedded import EmbeddedPostgres
from application.vault import Vault
from tests.api.casework import APPLICATIONS, Case, a_pdf, case_at, signature, submission, submitted
from tests.api.product import Json, Person, Product, faults, opened, told
from tests.application.ledgers import database

LOG = "/v1/access-log"


def auditor(product: Product) -> Person:
    return product.person("auditor", "maria")


def logged(product: Product, query: str) -> list[Json]:
    """Return what the log answers, the oldest first."""
    answer = auditor(product).get(f"{LOG}?{query}")
    assert 200 == answer.status_code, answer.text
    items: list[Json] = answer.json()["items"]
    return items[::-1]


def brief(product: Product, query: str) -> list[tuple[str, str, str, str]]:
    return [(each["action"], each["operation"], each["outcome"], each["by"]["sub"]) for each in logged(product, query)]


@pytest.fixture(scope="module")
def signed(product: Product) -> Case:
    case = case_at(product, 8)
    case.act("kepala_dinas", "signature", signature(case, "salah"))
    case.done("kepala_dinas", "signature", signature(case))
    return case


@pytest.mark.parametrize(
    ("path", "action", "operation"),
    [
        ("", "read_case", "readApplication"),
        ("/timeline", "read_case", "readTimeline"),
        ("/sla", "read_case", "readSla"),
        ("/forecast", "read_case", "readForecast"),
        ("/documents/{document}", "read_document", "readDocument"),
        ("/acknowledgement.pdf", "download_paper", "readAcknowledgement"),
        ("/decree.pdf", "download_paper", "readDecree"),
        ("/decree.html", "download_paper", "readDecreePage"),
    ],
)
def test_what_an_officer_sees_of_a_file_is_logged(
    product: Product, signed: Case, path: str, action: str, operation: str
) -> None:
    document = signed.view()["documents"][0]["sha256"]
    clerk = product.person("front_office", f"clerk-{uuid4()}", "Rudi Hartono")

    answer = clerk.get(f"{signed.path}{path.format(document=document)}", x_request_id="me-and-my-request")

    assert 200 == answer.status_code
    [row] = [each for each in logged(product, f"application={signed.id}") if each["by"]["name"] == "Rudi Hartono"][-1:]
    assert (action, operation, "ok", signed.id) == (row["action"], row["operation"], row["outcome"], row["application"])
    assert ("front_office", "127.0.0.1") == (row["by"]["role"], row["address"])
    assert product.office.correlation("me-and-my-request") == row["request"]
    assert ({"sha256": document} if "documents" in path else {}) == row["within"]
    assert "Bearer" not in row["token"] and row["token"] not in str(clerk.headers)


def test_who_has_this_version_already_looks_at_it_too_and_a_head_is_a_look(product: Product, signed: Case) -> None:
    clerk = product.person("kabid", "kabid-of-versions")

    version = clerk.get(signed.path).headers["etag"]
    assert 304 == clerk.get(signed.path, if_none_match=version).status_code
    assert 200 == product.ask("HEAD", signed.path, headers=dict(clerk.headers)).status_code

    assert 3 == len(logged(product, "actor=kabid-of-versions&action=read_case"))


def test_refused_commands_are_logged_with_the_reason_and_nothing_of_their_bodies(product: Product) -> None:
    case = submitted(product)
    clerk = product.person("front_office", "refused-clerk")
    clerk.post(f"{case.path}/approval", {"draft_sha256": "0" * 64})  # never this role
    clerk.post(f"{APPLICATIONS}/{uuid4()}/verification", VERIFICATION)  # no such file
    case.done("front_office", "verification", VERIFICATION)
    clerk.post(f"{case.path}/verification", VERIFICATION)  # not at that step any more
    clerk.post(f"{case.path}/rejection", {"nonsense": 1})  # a slip of the pen
    clerk.post(f"{case.path}/verification", VERIFICATION, if_match='"1"')  # the same
    product.person("back_office", "refused-clerk").post(f"{case.path}/claim", {})

    refused = brief(product, "actor=refused-clerk&action=refused_command")

    assert [
        ("refused_command", "postApproval", "role-not-permitted", "refused-clerk"),
        ("refused_command", "postVerification", "application-not-found", "refused-clerk"),
        ("refused_command", "postVerification", "wrong-step", "refused-clerk"),
    ] == refused[:3]
    assert 3 == len(refused)


def test_nobody_acts_in_two_roles_without_being_seen(product: Product) -> None:
    case = submitted(product)
    both = {"front_office": VERIFICATION, "back_office": {}}
    for role, body in both.items():
        action = "verification" if role == "front_office" else "routing"
        product.person(role, "two-faced").post(f"{case.path}/{action}", body)

    assert [("refused_command", "postRouting", "not-this-person", "two-faced")] == brief(
        product, "actor=two-faced&action=refused_command"
    )


def test_a_wrong_passphrase_is_logged_and_is_not_in_the_log(product: Product, signed: Case) -> None:
    [row] = logged(product, f"application={signed.id}&action=refused_command")

    assert ("postSignature", "wrong-passphrase") == (row["operation"], row["outcome"])
    assert "salah" not in str(row)


def test_what_was_done_is_an_event_and_what_was_tried_or_told_again_is_an_access(product: Product) -> None:
    case = submitted(product)
    clerk = product.person("front_office", "careful-clerk")
    clerk.post(f"{case.path}/claim?dry_run=true", {})
    for _ in range(2):
        assert 200 == clerk.post(f"{case.path}/claim", {}, idempotency_key="claimed-once").status_code

    assert [
        ("rehearsed_command", "postClaim", "ok", "careful-clerk"),
        ("replayed_command", "postClaim", "ok", "careful-clerk"),
    ] == [each for each in brief(product, "actor=careful-clerk") if each[0] != "sign_in"]


def test_an_applicants_own_look_is_sealed_under_their_files_key(product: Product) -> None:
    person = product.person("pemohon", "siti")
    case = submitted(product)
    person.get(case.path)
    person.post(f"{case.path}/receipt", {})  # refused: nothing to receive yet

    rows = logged(product, f"application={case.id}")

    assert [("read_case", "ok"), ("refused_command", "wrong-step")] == [(r["action"], r["outcome"]) for r in rows]
    for row in rows:
        assert ({"sub": "•••", "name": "•••", "role": "pemohon"}, "•••") == (row["by"], row["address"])
    filed = product.run(product.office.permits.get, UUID(case.id))
    assert filed is not None and filed.key is not None
    sealed = stored(product, rows[0]["position"])["by"]["sub"]
    assert b'"siti"' == Vault.open(filed.key, 0, "by.sub", sealed).value


def test_whoever_tries_the_file_of_another_is_found_by_name_and_by_nobody_else(product: Product) -> None:
    case = submitted(product)
    thief = product.person("pemohon", "budi-the-curious", "Budi Ingin Tahu")
    assert (404, "application-not-found") == told(thief.get(case.path))

    [row] = logged(product, f"application={case.id}")

    assert ("read_case", "application-not-found", "•••") == (row["action"], row["outcome"], row["by"]["name"])
    assert row in logged(product, "actor=budi-the-curious")
    assert row not in logged(product, "actor=budi")
    assert "curious" not in str(stored(product, row["position"])) + str(row)


def test_lists_are_logged_with_their_filter_and_what_was_typed_is_not_stored_in_clear(product: Product) -> None:
    clerk = product.person("front_office", "searching-clerk")
    clerk.get("/v1/queues/front_office?q=Harapan&limit=3")
    clerk.get(f"{APPLICATIONS}?q=Siti+Rahmah")
    clerk.get("/v1/register.csv?year=2026")
    clerk.get("/v1/queues/kabid")
    clerk.get("/v1/queues")  # counts

    rows = [each for each in logged(product, "actor=searching-clerk") if each["action"] != "sign_in"]

    assert [
        ("list", "readQueue", "ok", {"q": "Harapan", "limit": "3"}, {"role": "front_office"}),
        ("list", "listApplications", "ok", {"q": "Siti Rahmah"}, {}),
        ("export", "exportRegister", "ok", {"year": "2026"}, {}),
        ("list", "readQueue", "role-not-permitted", {}, {"role": "kabid"}),
    ] == [(r["action"], r["operation"], r["outcome"], r["asked"], r["within"]) for r in rows]
    assert "Siti" not in str(stored(product, rows[1]["position"]))


def test_sign_ins_and_what_administrators_do_are_logged(product: Product) -> None:
    admin = product.person("admin", "watched-admin", "Yusuf")
    admin.get("/v1/webhooks")
    assert (404, "webhook-not-found") == told(admin.post(f"/v1/webhooks/{UUID(int=1)}/rotation"))

    rows = logged(product, "actor=watched-admin")

    assert ["sign_in", "list", "administer"] == [each["action"] for each in rows]
    assert {"webhook_id": str(UUID(int=1))} == rows[2]["within"]


def test_to_look_into_the_log_is_logged_and_people_are_not_named_by_it(product: Product) -> None:
    curious = product.person("auditor", "curious-auditor")
    curious.get(f"{LOG}?subject=siti&action=export")
    assert (403, "role-not-permitted") == told(product.person("kabid", "curious-kabid").get(LOG))

    [row] = logged(product, "actor=curious-auditor&action=read_access_log")

    assert {"subject": product.office.accesses.scribe.pseudonym("siti"), "action": "export"} == row["asked"]
    [refused] = logged(product, "actor=curious-kabid&action=read_access_log")
    assert "role-not-permitted" == refused["outcome"]


def test_who_looked_at_the_files_of_a_person_is_one_question(product: Product) -> None:
    person = product.person("pemohon", "wati", "Wati")
    for code in [each["requirement"] for each in submission()["documents"]]:
        person.upload(a_pdf(code), f"{code}.pdf")
    cases = [submitted(product, person) for _ in range(2)]
    for case, role in zip(cases, ("front_office", "supervisor"), strict=True):
        case.by(role).get(case.path)
    cases[1].applicant.get(cases[1].path)

    found = [(each["application"], each["by"]["role"]) for each in logged(product, "subject=wati")]

    assert [(cases[0].id, "front_office"), (cases[1].id, "supervisor"), (cases[1].id, "pemohon")] == found
    assert [cases[1].id] * 2 == [
        each["application"] for each in logged(product, f"subject=wati&application={cases[1].id}")
    ]
    assert [] == logged(product, f"subject=nobody&application={cases[1].id}")


def test_pages_hold_still_while_the_log_grows_and_ranges_bound_them(product: Product) -> None:
    case = submitted(product)
    for _ in range(5):
        case.by("front_office").get(case.path)
    query = f"{LOG}?application={case.id}&limit=2"

    seen, address = [], query
    while address:
        page = auditor(product).get(address)
        seen += [each["position"] for each in page.json()["items"]]
        case.by("front_office").get(case.path)
        address = page.links["next"]["url"] if "next" in page.links else ""

    assert 5 == len(seen) == len(set(seen)) and sorted(seen, reverse=True) == seen
    within = logged(product, f"application={case.id}&after={seen[4]}&before={seen[1]}")
    assert [seen[3], seen[2]] == [each["position"] for each in within]
    at = {each["position"]: each["at"] for each in logged(product, f"application={case.id}")}
    since = logged(product, f"application={case.id}&from={at[seen[2]]}&to={at[seen[0]]}")
    assert [seen[2], seen[1]] == [each["position"] for each in since]
    assert [] == logged(product, f"application={case.id}&from=2040-01-01")


@pytest.mark.parametrize(
    ("query", "where", "code"),
    [
        ("who=siti", "/query/who", "extra_forbidden"),
        ("application=12", "/query/application", "uuid_parsing"),
        ("action=stole", "/query/action", "enum"),
        ("after=-1", "/query/after", "greater_than_equal"),
        ("after=9&before=9", "/query/before", "before_after"),
        ("from=2026-11-24&to=2026-11-22", "/query/to", "before_from"),
        ("from=2026-11-24T09:00:00", "/query/from", "timezone_aware"),
        ("cursor=AAAA", "/query/cursor", "cursor_invalid"),
        ("limit=1000", "/query/limit", "less_than_equal"),
        ("actor=%00", "/query/actor", "control_character"),
        (f"actor={'x' * 300}", "/query/actor", "string_too_long"),
    ],
)
def test_a_question_that_is_wrong_is_told_where(product: Product, query: str, where: str, code: str) -> None:
    assert (where, code) in faults(auditor(product).get(f"{LOG}?{query}"))


def test_a_cursor_belongs_to_its_question(product: Product) -> None:
    cursor = auditor(product).get(f"{LOG}?limit=1").json()["next"]

    assert [("/query/cursor", "cursor_invalid")] == faults(
        auditor(product).get(f"{LOG}?limit=1&action=list&cursor={cursor}")
    )


def test_whose_files_they_are_is_not_guessed_while_the_list_is_behind(
    cluster: EmbeddedPostgres, tmp_path: Path
) -> None:
    with database(cluster) as url, opened(url, tmp_path, projector=False) as office:
        submitted(office)

        assert (503, "read-model-behind") == told(auditor(office).get(f"{LOG}?subject=siti"))
        assert 200 == auditor(office).get(LOG).status_code


@pytest.fixture
def speechless(cluster: EmbeddedPostgres, tmp_path: Path) -> Iterator[tuple[Product, Case]]:
    """An office whose log cannot be written any more."""
    with database(cluster) as url, opened(url, tmp_path) as office:
        case = submitted(office)
        for role in ("front_office", "supervisor", "auditor"):
            office.person(role)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("REVOKE EXECUTE ON FUNCTION ledger.log_access FROM izin_app")
        yield office, case


def test_what_cannot_be_logged_is_not_shown(speechless: tuple[Product, Case]) -> None:
    office, case = speechless
    for role, path in (
        ("front_office", case.path),
        ("front_office", f"{case.path}/timeline"),
        ("supervisor", "/v1/register.csv"),
        ("supervisor", "/v1/queues/front_office"),
        ("auditor", LOG),
    ):
        answer = office.person(role).get(path)

        assert (503, "temporarily-unavailable") == told(answer), path
        assert "1" == answer.headers["retry-after"]
        assert "Harapan" not in answer.text
    refused = case.act("front_office", "approval", {"draft_sha256": "0" * 64})
    assert (503, "temporarily-unavailable") == told(refused)


def test_what_is_no_access_goes_on_without_the_log(speechless: tuple[Product, Case]) -> None:
    office, case = speechless
    view = case.act("front_office", "verification", VERIFICATION)

    assert 200 == view.status_code
    assert 200 == office.get("/v1/sop").status_code
    assert 200 == office.person("front_office").get("/v1/queues").status_code


def stored(product: Product, position: int) -> Json:
    with psycopg.connect(product.databases.owner) as connection:
        row = connection.execute(
            "SELECT convert_from(state, 'UTF8')::jsonb FROM ledger.access_log WHERE position = %s", (position,)
        ).fetchone()
    assert row is not None
    state: Json = row[0]
    return state
