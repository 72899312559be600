"""Secrets and personal data are in no log, problem, metric or finding: an office lives, fails and crashes."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from httpx2 import Response
from psycopg.conninfo import make_conninfo
from pytest import CaptureFixture  # noqa: PT013  # the type of a fixture

from api.commands.examples import VERIFICATION
from application.postgres.embedded import EmbeddedPostgres
from application.settings import BadSettings, read_settings
from tests.api.browser import Browser
from tests.api.casework import APPLICATIONS, Case, a_pdf, an_applicant, submission
from tests.api.issuer import Issuer, issuer
from tests.api.mail import WEBHOOKS, a_webhook
from tests.api.product import Ask, Product, opened
from tests.api.published import heard
from tests.api.signing_in import MASTER_KEY, bearer, office_with
from tests.api.test_outage import away
from tests.api.test_passphrase_nowhere import Seen
from tests.api.test_sign_in import CLIENT, begun, id_token
from tests.application.ledgers import database

DOCTOR = Path(__file__).parents[2] / "scripts" / "doctor"
CLOSED = 9  # a port where nobody listens
NIK, EMAIL, PHONE = "6372014107850917", "rahasia.siti@contoh.example", "+62 811-5550-9173"
SECRETS: dict[str, Any] = {
    "oidc_client_secret": "klien-rahasia-4471",
    "oidc_introspection": "izin:introspeksi-rahasia-2298",
    "smtp_password": "surel-rahasia-7734",
    "s3_access_key_id": "AKIARAHASIA5521",
    "s3_secret_access_key": "s3-rahasia-6683",
    "master_key": MASTER_KEY,
}
DATABASE_PASSWORD = "basisdata-rahasia-1196"


@dataclass
class Told:
    """What was said to the outside, and what of it must be nowhere."""

    seen: Seen = field(default_factory=Seen)
    secrets: dict[str, str] = field(default_factory=dict[str, str])

    def heard(self, answers: list[Response]) -> None:
        for n, answer in enumerate(answers):
            if answer.status_code >= 400:
                self.seen.places[f"{n}: {answer.request.method} {answer.request.url.path} {answer.status_code}"] = (
                    answer.content + str(answer.headers).encode()
                )

    def shown(self) -> list[tuple[str, list[str]]]:
        return [(name, places) for name, secret in self.secrets.items() if (places := self.seen.shows(secret))]


@pytest.mark.timeout(120)
def test_an_office_that_lives_and_crashes_tells_no_secret(
    cluster: EmbeddedPostgres, tmp_path: Path, capfd: CaptureFixture[str]
) -> None:
    told = Told()
    with database(cluster) as url, opened(url, tmp_path, log_level="DEBUG") as office, heard(office) as answers:
        case = _ordinary_day(office)
        told.secrets["webhook"] = a_webhook(office)["secret"]
        _wrong_requests(office, case)
        _crashes(office, url, case)
        told.seen.places["metrics"] = office.get("/metrics").content
        told.secrets |= {f"token of {who[0]} {who[1]}": token for who, token in office._tokens.items()}
    told.heard(answers)
    told.seen.places["logs"] = "".join(capfd.readouterr()).encode()
    told.secrets |= {"nik": NIK, "email": EMAIL, "phone": PHONE}
    told.secrets["master key"] = (tmp_path / "master.key").read_text().strip()

    assert {422, 401, 403, 404, 500, 503} <= {answer.status_code for answer in answers}
    assert b'"error":"psycopg.errors.' in told.seen.places["logs"], "something did crash"
    assert [] == told.shown()
    told.secrets["what is told"] = "/v1/applications/{permit_id}/verification"
    assert [("what is told", ["metrics", "logs"])] == told.shown(), "what is there would be found"


@pytest.mark.timeout(120)
def test_an_office_whose_neighbours_are_away_tells_no_secret(
    cluster: EmbeddedPostgres, tmp_path: Path, capfd: CaptureFixture[str]
) -> None:
    told = Told(secrets={name: str(secret) for name, secret in SECRETS.items()})
    told.secrets["introspection"] = "introspeksi-rahasia-2298"
    with issuer() as provider, office_with(cluster, tmp_path, provider, **_real()) as (office, url):
        with heard(office) as answers:
            told.secrets |= _signing_in(office, provider)
            _archive_is_away(office, provider)
            provider.away = True
            office.get(APPLICATIONS, authorization=f"Bearer {provider.token()}")
            Browser(office).get("/login")
        told.heard(answers)
        told.seen.places |= _findings(url, tmp_path, provider)
    told.secrets["database"] = DATABASE_PASSWORD
    told.seen.places["logs"] = "".join(capfd.readouterr()).encode()
    told.seen.places |= _complaints()

    assert {401, 503} <= {answer.status_code for answer in answers}
    assert b"s3://izin/papers" in told.seen.places["doctor"]
    assert [] == told.shown()


def _ordinary_day(office: Product) -> Case:
    applicant = an_applicant(office)
    body = submission()
    body["applicant"] |= {"nik": NIK, "email": EMAIL, "phone": PHONE}
    answer = applicant.post(APPLICATIONS, body, idempotency_key="k-1")
    assert 201 == answer.status_code, answer.text
    case = Case(product=office, applicant=applicant, id=answer.json()["id"])
    case.done("front_office", "verification", VERIFICATION)
    return case


def _wrong_requests(office: Product, case: Case) -> None:
    """Each carries something that is nobody's business, and is refused."""
    siti, auditor = case.applicant, office.person("auditor")
    token = siti.headers["Authorization"]
    for authorization in (f"{token}x", token.replace(".", ".."), f"{token}, {token}", token.partition(" ")[2]):
        office.get(case.path, authorization=authorization)
    office.ask("GET", f"/v1/queues/{NIK}", params={"q": EMAIL}, headers=dict(auditor.headers))
    office.ask("GET", "/v1/events", params={"actor": NIK, "after": PHONE}, headers=dict(auditor.headers))
    office.ask("GET", f"/v1/subjects/{EMAIL}/report", headers=dict(siti.headers))
    office.get(f"/public/track?number={NIK}&code={PHONE.replace('+', '%2B')}")
    office.get(f"/{NIK}/{EMAIL}")
    siti.get(case.path, if_none_match=NIK, if_match=EMAIL, idempotency_key=NIK)
    siti.send(APPLICATIONS, f'{{"applicant": {{"nik": "{NIK}", "email": "{EMAIL}"'.encode())
    siti.send(APPLICATIONS, NIK.encode(), kind=f"text/{NIK}")
    wrong = submission()
    wrong["applicant"] |= {"nik": f"{NIK}9", "email": f"{EMAIL} ", "phone": f"{PHONE}ext", "age": NIK}
    siti.post(APPLICATIONS, wrong)
    office.person("supervisor").post(f"{case.path}/verification", VERIFICATION)


def _crashes(office: Product, url: str, case: Case) -> None:
    """A table is gone, then the whole database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE mail.webhooks RENAME TO elsewhere")
        connection.execute("ALTER TABLE read.register RENAME TO elsewhere")
    office.person("admin").get(WEBHOOKS)
    office.ask("GET", "/v1/register", params={"q": NIK}, headers=dict(office.person("auditor").headers))
    body = {"applicant": {"email": EMAIL, "phone": PHONE}, "reason": "Salah ketik."}
    siti, auditor = case.applicant.headers, office.person("auditor").headers
    asks = [
        Ask(method="POST", path=f"{case.path}/correction", headers=siti, json=body),
        Ask(method="POST", path=APPLICATIONS, headers=siti, json=submission()),
        Ask(method="GET", path=f"{APPLICATIONS}?q={NIK}", headers=auditor),
    ]
    with away(url):
        office.ask_all(asks)


def _real() -> dict[str, Any]:
    return {
        **SECRETS,
        "oidc_client_id": CLIENT,
        "oidc_introspection": None,
        "public_url": "https://izin.test",
        "smtp_host": "127.0.0.1",
        "smtp_port": CLOSED,
        "smtp_user": "izin",
        "mail_from": "Izin <izin@contoh.example>",
        "deliver": True,
        "archive_url": "s3://izin/papers",
        "s3_endpoint": f"http://127.0.0.1:{CLOSED}",
        "log_level": "DEBUG",
    }


def _signing_in(office: Product, provider: Issuer) -> dict[str, str]:
    """Once well, once with a code that the provider does not know; return what was secret of it."""
    browser = Browser(office)
    asked = begun(browser)
    code, token = "kode-otorisasi-rahasia-8812", id_token(provider, asked)
    provider.codes[code] = (asked["code_challenge"], token)
    pending = browser.cookies["__Host-izin-login"]
    assert 303 == browser.get(f"/login/callback?code={code}&state={asked['state']}").status_code
    session = browser.cookies["__Host-izin"]
    other = Browser(office)
    again = begun(other)
    other.get(f"/login/callback?code={code}&state={again['state']}")
    other.get(f"/login/callback?code={code}&state=x")
    Browser(office, {"__Host-izin": f"{session}x"}).call("GET", APPLICATIONS)
    browser.call("POST", APPLICATIONS, {"Origin": "https://evil.example"}, json={})
    return {"code": code, "id token": token, "session": session, "pending": pending, "state": asked["state"]}


def _archive_is_away(office: Product, provider: Issuer) -> None:
    applicant = bearer(provider.token(sub="siti", name="Siti", roles=["pemohon"]))
    file = ("ktp.pdf", a_pdf("R02"), "application/pdf")
    assert 503 == office.ask("POST", "/v1/documents", headers=applicant, files={"file": file}).status_code


def _findings(url: str, data_dir: Path, provider: Issuer) -> dict[str, bytes]:
    """What scripts/doctor says where all is configured and everything is away."""
    given = {f"IZIN_{name}".upper(): str(value) for name, value in {**_real(), **SECRETS}.items()}
    given |= {"IZIN_DATA_DIR": str(data_dir), "IZIN_OIDC_ISSUER": provider.url}
    given["IZIN_DATABASE_URL"] = make_conninfo(url, host="127.0.0.1", port=CLOSED, password=DATABASE_PASSWORD)
    ran = subprocess.run([DOCTOR], env={**os.environ, **given}, capture_output=True, check=False, timeout=60)
    return {"doctor": ran.stdout + ran.stderr}


def _complaints() -> dict[str, bytes]:
    """What is said of settings that are wrong, and how settings print themselves."""
    wrong: list[dict[str, Any]] = [
        {"database_url": f"postgresql:/x:{DATABASE_PASSWORD}@h/d y"},
        {"database_url": f"pasword={DATABASE_PASSWORD}"},
        {"smtp_password": SECRETS["smtp_password"], "smtp_port": "x"},
        {"oidc_introspection": SECRETS["s3_secret_access_key"]},
        {"oidc_client_secret": SECRETS["oidc_client_secret"]},
    ]
    said = {str(n): _complaint(chosen) for n, chosen in enumerate(wrong)}
    settings = read_settings(**{**_real(), **SECRETS, "database_url": f"postgresql://x:{DATABASE_PASSWORD}@h/d"})
    return {**said, "repr": f"{settings!r} {settings} {settings.model_dump()}".encode()}


def _complaint(chosen: dict[str, Any]) -> bytes:
    with pytest.raises(BadSettings) as told:
        read_settings(**chosen)
    return f"{told.value} {told.value!r} {told.value.__cause__!r}".encode()
