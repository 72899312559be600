"""The product's own OpenAPI: complete, with examples that are true, and every answer of a whole walk as it says."""

import pytest
from schemathesis.core.failures import FailureGroup

from api.commands.examples import EMPOWERMENT, ENDING
from api.personal.examples import CORRECTION, ERASURE, UNMASKING
from api.posts import examples as posts
from domain.actor import Caller, Role
from domain.survey import ELEMENTS
from tests.api import mail
from tests.api.casework import (
    APPLICATIONS,
    PASSPHRASE,
    Case,
    a_pdf,
    case_at,
    inspection,
    rejected,
    signature,
    submission,
    submitted,
    walked,
)
from tests.api.evidence_reads import read_evidence
from tests.api.product import Json, Product
from tests.api.published import JSON, Published, examples, heard
from tests.api.publishing import CALENDAR, once_more

COMMAND_STATUSES = set(map(str, (200, 400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503)))
PROBLEM = "application/problem+json"
PAPERS = ("decree", "acknowledgement", "inspection-report", "recommendation")


@pytest.fixture(scope="module")
def published(product: Product) -> Published:
    return Published(product)


def test_every_operation_has_a_name_an_audience_and_a_sentence(published: Published) -> None:
    names = [operation["operationId"] for _, operation in published.told()]
    audiences = {tag["name"] for tag in published.document["tags"]}

    assert published.document["openapi"].startswith("3.1")
    assert len(names) == len(set(names))
    for where, operation in published.told():
        assert operation["summary"], where
        assert set(operation["tags"]) <= audiences, where


def test_no_description_is_for_those_who_read_our_code(published: Published) -> None:
    for where, operation in published.told():
        for ours in ("OpenAPI", "FastAPI", "Route"):
            assert ours not in operation.get("description", ""), where


def test_every_success_says_what_it_looks_like_and_shows_it(published: Published) -> None:
    for where, status, response in published.successes():
        assert ("content" in response) == (status != "304"), where
        for media_type, content in response.get("content", {}).items():
            assert content["schema"], (where, media_type)
            if media_type == JSON:
                assert list(examples(published, content)), where


def test_every_example_of_an_answer_and_of_its_headers_is_as_its_schema_says(published: Published) -> None:
    for where, operation in published.told():
        for status, response in operation["responses"].items():
            headers = {name: str(published.resolved(each)["example"]) for name, each in response["headers"].items()}
            for media_type, content in response.get("content", {}).items():
                for example in examples(published, content):
                    published.would_hold(where, status, example, {**headers, "Content-Type": media_type})


@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        ("202", {"items": [], "next": None}, {}),
        ("200", {"items": []}, {}),
        ("200", {"items": [], "next": None, "more": True}, {}),
        ("200", {"items": [], "next": None}, {"Link": "/v1/applications"}),
        ("200", {"items": [], "next": None}, {"Content-Type": "text/html"}),
    ],
)
def test_an_answer_that_is_not_as_published_is_noticed(
    published: Published, status: str, content: Json, headers: Json
) -> None:
    published.would_hold(f"GET {APPLICATIONS}", "200", {"items": [], "next": None}, {})

    with pytest.raises(FailureGroup):
        published.would_hold(f"GET {APPLICATIONS}", status, content, headers)


def test_a_dry_run_looks_different_from_what_is_done(published: Published) -> None:
    said = {(where, status): response for where, status, response in published.successes()}
    command = said[f"POST {APPLICATIONS}/{{permit_id}}/routing", "200"]["content"][JSON]["schema"]

    assert {"PermitSchema", "RehearsalSchema"} == {each["$ref"].rpartition("/")[2] for each in command["anyOf"]}
    for status, shape in (("200", "RehearsalSchema"), ("201", "PermitSchema")):
        assert said[f"POST {APPLICATIONS}", status]["content"][JSON]["schema"]["$ref"].endswith(shape)


def test_every_command_says_how_it_may_be_refused_and_what_it_tells_beside_the_body(published: Published) -> None:
    for where, operation in published.told():
        if not where.startswith(f"POST {APPLICATIONS}/") or where.endswith("/unmask"):  # which commands nothing
            continue
        responses = operation["responses"]

        assert COMMAND_STATUSES == set(responses), where
        assert {"ETag", "X-Position", "Idempotent-Replayed", "X-Request-Id"} <= responses["200"]["headers"].keys()
        assert {"If-Match", "Idempotency-Key", "dry_run", "permit_id"} == {
            parameter["name"] for parameter in operation["parameters"]
        }
        assert {"wrong-step", "claimed-by-colleague"} <= responses["409"]["content"][PROBLEM]["examples"].keys()


@pytest.mark.parametrize(
    ("where", "status", "headers"),
    [
        ("POST /v1/applications", "201", {"ETag", "X-Position", "Location", "Idempotent-Replayed"}),
        ("GET /v1/applications", "200", {"Link"}),
        ("GET /v1/queues/{role}", "200", {"Link"}),
        ("GET /v1/applications/{permit_id}", "200", {"ETag", "X-Position"}),
        ("GET /v1/applications/{permit_id}", "304", {"ETag"}),
        ("GET /v1/applications/{permit_id}/decree.pdf", "200", {"Content-Disposition"}),
    ],
)
def test_what_is_told_in_headers_is_documented(
    published: Published, where: str, status: str, headers: set[str]
) -> None:
    operation = dict(published.told())[where]

    assert headers | {"X-Request-Id"} <= operation["responses"][status]["headers"].keys()


def test_every_body_has_an_example_that_is_taken(product: Product, published: Published) -> None:
    """Taken as a body: what the file says to it is another matter (409 or 404)."""
    case = case_at(product, 8)
    for where, operation in published.told():
        content = operation.get("requestBody", {}).get("content", {})
        if JSON not in content:
            continue
        bodies = list(examples(published, content[JSON]))
        assert bodies, where
        path = where.removeprefix("POST ").replace("{permit_id}", case.id)
        for body in bodies:
            answers = [case.by(role).post(f"{path}?dry_run=true", body) for role in ("kepala_dinas", "pemohon")]
            errors = [each["code"] for answer in answers for each in answer.json().get("errors", [])]
            assert not set(errors) - {"not_uploaded", "wrong_passphrase"}, (where, errors)


def test_every_answer_of_a_whole_walk_is_as_published(product: Product, published: Published) -> None:
    with heard(product) as answers:
        _walk(product)
    seen = {published.holds(answer) for answer in answers}

    assert set() == {(where, status) for where, status, _ in published.successes()} - seen


def _walk(product: Product) -> None:
    """Every command and every read once, some refusals, and a second try of what may be tried twice."""
    sent_back = rejected(product)
    repaired = submission()
    sent_back.applicant.post(f"{APPLICATIONS}?dry_run=true", repaired)
    sent_back.done("pemohon", "submissions", repaired)
    sent_back.done("pemohon", "correction", CORRECTION)
    sent_back.done("pemohon", "attorney", {**EMPOWERMENT, "letter_sha256": repaired["documents"][0]["sha256"]})
    product.person("pemohon", "andi").get("/v1/my/data")
    for role in ("pemohon", "auditor"):
        sent_back.by(role).get(sent_back.path)
    sent_back.done("pemohon", "attorney/end", ENDING)
    sent_back.done("pemohon", "withdrawal", {"reason": "Pindah kota."})
    case = case_at(product, 4)
    for content in (a_pdf("a walk"), b"no paper"):
        case.applicant.upload(content)
    case.act("dinas_teknis", "inspection-report?dry_run=true", inspection())
    given = {"to": {"sub": "demo-dinas-teknis", "name": "Ir. Bambang Setiawan"}, "reason": "Cuti."}
    case.act("kepala_dinas", "reassignment", given)
    case.act("dinas_teknis", "release", {})
    for action in ("claim", "release", "claim"):
        case.act("dinas_teknis", action, {}, idempotency_key=f"key of {action}".replace(" ", "-"))
    walked(case, 8)
    case.done("kepala_dinas", "return", {"reason": "Salah ketik."})
    walked(case, 8)
    case.act("kepala_dinas", "approval", {"draft_sha256": "0" * 64}, if_match='"1"')
    case.by("kabid").get(f"{case.path}/draft.pdf")
    case.done("kepala_dinas", "signature", signature(case))
    case.done("front_office", "receipt", {"channel": "counter", "received_by": "Siti Rahmah"})
    for _ in range(2):
        case.applicant.post(f"/v1/surveys/{case.id}", dict.fromkeys((each.name for each in ELEMENTS), 4))
    product.person("supervisor").get("/v1/surveys")
    _read_everything(product, case)
    case.done("kepala_dinas", "revocation", {"reason": "Alamat ternyata fiktif."})
    case.by("kepala_dinas").get(case.path)
    case.done("kepala_dinas", "revocation/signature", {"passphrase": PASSPHRASE})
    for kind in ("pdf", "html"):
        case.applicant.get(f"{case.path}/revocation.{kind}")
    sent_back.applicant.get(f"{sent_back.path}/deficiency-notice.pdf")
    for role in ("pemohon", "front_office", "dinas_teknis", "kepala_dinas", "supervisor", "kabid"):
        for each in (case, sent_back):
            each.by(role).get(each.path)
            each.by(role).get(f"{each.path}/timeline")
    _about_the_person(product, sent_back)
    _about_sessions(product)


def _about_the_person(product: Product, case: Case) -> None:
    """Seen by themselves and by others, then forgotten."""
    case.by("auditor").post(f"{case.path}/unmask", UNMASKING)
    clerk, subject = product.person("admin"), f"/v1/subjects/{case.permit().applicant_sub}"
    for end in ("", ".pdf"):
        case.applicant.get(f"/v1/my/data{end}")
        clerk.get(f"{subject}/report{end}?reason=Permintaan+akses+tertulis")
    spare = case.applicant.upload(a_pdf("spare")).json()["sha256"]
    product.ask("DELETE", f"/v1/documents/{spare}", headers=dict(case.applicant.headers))
    for query in ("?dry_run=true", ""):
        clerk.post(f"{case.path}/erasure{query}", ERASURE)
    for gone in ("acknowledgement.pdf", "decree.html"):
        case.by("front_office").get(f"{case.path}/{gone}")
    case.by("auditor").post(f"{case.path}/unmask", UNMASKING)


def _read_the_trail(product: Product, case: Case) -> None:
    auditor = product.person("auditor")
    auditor.get("/v1/signals?limit=1")
    for path in ("/v1/events?limit=1", "/v1/events/1", "/v1/events/cloudevents?limit=1"):
        auditor.get(path)
    auditor.get("/v1/events/stream?after=0&before=2")
    for path in ("diff?from=1&to=1", "drafts/diff?from=1&to=2"):
        auditor.get(f"{case.path}/{path}")


def _about_sessions(product: Product) -> None:
    who = Caller(sub="demo-auditor", name="Maria Wenas", roles=frozenset({Role.AUDITOR}))
    product.run(product.office.sessions.begin, who, agent="a browser")
    auditor = product.person("auditor")
    for session in auditor.get("/v1/sessions").json()["items"]:
        product.ask("DELETE", f"/v1/sessions/{session['id']}", headers=auditor.headers)
    product.ask("DELETE", "/v1/sessions", headers=auditor.headers)


def _read_everything(product: Product, case: Case) -> None:
    view, overseer = case.view(), product.person("supervisor")
    for below in ("", "/timeline"):
        case.by("front_office").get(case.path + below, if_none_match=f'"{view["version"]}"')
    for paper in PAPERS:
        case.applicant.get(f"{case.path}/{paper}.pdf")
    overseer.get(f"{case.path}/sla?explain=true")
    case.applicant.get(f"{case.path}/documents/{view['documents'][0]['sha256']}")
    for path in (f"{APPLICATIONS}?limit=1", "/v1/queues", "/v1/queues/front_office", "/v1/queues/pemohon?limit=1"):
        overseer.get(path)
    for path in ("/v1/sla", "/v1/sla/visits?limit=1", "/v1/sla/flips", f"{case.path}/forecast", "/v1/forecast"):
        overseer.get(path)
    overseer.post("/v1/sla/what-if", {"standards": {"2": "PT5M"}})
    _read_the_trail(product, case)
    auditor = product.person("auditor")
    for path in ("/v1/signals?limit=1", "/v1/access-log?limit=1", "/v1/trail/periods", "/v1/completeness"):
        auditor.get(path)
    for path in ("/v1/exports?limit=1", "/v1/conformance?limit=1", f"{case.path}/conformance"):
        auditor.get(path)
    for form in ("ndjson", "ocel", "parquet"):
        auditor.get(f"/v1/exports/{auditor.get(f'/v1/export?format={form}').headers['x-export-id']}")
    for path in (
        "/v1/calendar/2026",
        "/v1/sop",
        "/v1/sop/izin-kbm",
        "/livez",
        "/readyz",
        "/metrics",
        "/problems",
        "/problems/wrong-step",
    ):
        product.get(path)
    for certificate in product.get("/v1/signing/certificates").json()["items"]:
        product.get(f"/v1/signing/certificates/{certificate['sha256']}.pem")
    product.get(f"/v/{view['decree']['code']}")
    product.get(f"/v/{view['decree']['code']}", accept="text/html")
    case.applicant.get(f"{case.path}/decree.html")
    product.get(f"/v/{view['decree']['code']}/decree.html")
    product.get("/v/x")
    product.ask("POST", "/public/verification", files={"file": case.applicant.get(f"{case.path}/decree.pdf").content})
    product.ask("POST", "/public/verification", files={"file": b"x"}, headers={"Accept": "text/html"})
    product.get("/public/keys")
    for path in ("/v1/register", "/public/register"):
        overseer.get(f"{path}?limit=1")
        overseer.get(f"{path}.csv")
    product.get("/v1/calendar/2027", if_none_match=product.get("/v1/calendar/2027").headers["etag"])
    for query in ("?dry_run=true", ""):
        product.person("admin").post(f"{CALENDAR}{query}", once_more(product, 2027))
    _order_posts(product)
    product.get(f"/public/track?number={view['number']}&code={view['tracking_code']}")
    product.ask("POST", "/demo/token", json={"role": "auditor"})
    read_evidence(product)
    _read_letters(product, case)


def _order_posts(product: Product) -> None:
    """Of days to come: others walk in this office too."""
    admin, days = product.person("admin"), {"from": "2090-01-01", "until": "2090-01-02"}
    order = {**posts.ORDER, **days}
    kartika = {"sub": posts.APPOINTMENT["sub"]}
    admin.post("/v1/posts/kabid/appointment", {**posts.APPOINTMENT, "from": "2090-01-01"})
    admin.post("/v1/posts/kabid/absence", {**posts.ABSENCE, **days, **kartika})
    admin.post("/v1/posts/kabid/relief", {**posts.RELIEF, **kartika, "until": "2090-06-30"})
    for path in ("mandates", "posts/kabid/appointment"):
        admin.post(f"/v1/{path}?dry_run=true", order if path == "mandates" else {**posts.APPOINTMENT, "sub": "other"})
    mandate = admin.post("/v1/mandates", order).json()
    admin.post(f"/v1/mandates/{mandate['id']}/end", posts.ENDING)
    for path in ("/v1/posts", "/v1/mandates"):
        admin.get(path)


def _read_letters(product: Product, case: Case) -> None:
    letter, clerk = mail.settled(product, case.id, "received")["id"], mail.admin(product)
    for page in ("?limit=1", f"/{letter}"):
        product.get(f"{mail.MAILBOX}{page}")
        product.get(f"{mail.MAILBOX}{page}", accept="text/html")
    mail.given_up(product, letter)
    clerk.get(f"{mail.NOTIFICATIONS}?limit=1")
    clerk.post(f"{mail.NOTIFICATIONS}/{letter}/replay")
    hook = mail.a_webhook(product)["id"]
    clerk.get(mail.WEBHOOKS)
    clerk.post(f"{mail.WEBHOOKS}/{hook}/rotation")
    told = submitted(product).id
    mail.until(lambda: mail.outbox(product, told, "Submitted"))
    delivery = mail.outbox(product, told, "Submitted")[0]["id"]
    clerk.get(f"{mail.WEBHOOKS}/{hook}/deliveries?limit=1")
    mail.given_up(product, delivery)
    clerk.post(f"{mail.WEBHOOKS}/{hook}/deliveries/{delivery}/replay")
    product.ask("DELETE", f"{mail.WEBHOOKS}/{hook}", headers=dict(clerk.headers))
