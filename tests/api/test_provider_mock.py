"""Signing in at a provider that others have written: oidc-provider-mock, in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx2
import pytest

from application.postgres.embedded import EmbeddedPostgres
from tests.api.browser import FORM, Browser
from tests.api.product import told
from tests.api.signing_in import bearer, office_with

DEWI = {"sub": "dewi", "name": "Dewi Anggraini", "roles": ["auditor"]}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        "0",
        "--user-claims",
        json.dumps(DEWI),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        assert running.stdout is not None
        said = ""
        for line in running.stdout:
            said += line
            if found := re.search(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d+)", line):
                yield f"http://localhost:{found[1]}"
                break
        else:
            pytest.fail(said)
        running.terminate()


def test_a_person_signs_in_at_it_and_works_here(address: str, cluster: EmbeddedPostgres, tmp_path: Path) -> None:
    chosen = {"oidc_issuer": address, "oidc_client_id": "izin", "oidc_client_secret": "any"}
    with office_with(cluster, tmp_path, None, **chosen) as (office, _):
        browser = Browser(office)
        begun = browser.get("/login?next=/register")
        back = httpx2.post(begun.headers["location"], data={"sub": "dewi"}, headers={"Content-Type": FORM})
        target = urlsplit(back.headers["location"])

        came = browser.get(f"{target.path}?{target.query}")

        assert (303, "/register") == (came.status_code, came.headers["location"]), came.text
        assert 200 == browser.call("GET", "/v1/access-log").status_code
        again = Browser(office, {**browser.cookies}).get(f"{target.path}?{target.query}")
        assert 403 == again.status_code, "a code is good once, and so is what the browser has kept"
        denied = httpx2.post(browser.get("/login").headers["location"], data={"action": "deny"})
        refused = urlsplit(denied.headers["location"])
        assert 403 == browser.get(f"{refused.path}?{refused.query}").status_code
        opaque = office.ask("GET", "/v1/applications", headers=bearer(urlencode({"a": "b"})))
        assert (401, "invalid-token") == told(opaque)
