"""The auditor's door in SQL: what a whole office looks like through the views, and that nothing personal is in them."""

from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from application.postgres.database import AUDITOR, as_role
from tests.api.casework import Case, case_at, submitted
from tests.api.product import Product

PERSONAL = ("Siti Rahmah", "6372994101900001", "siti@example.org", "Panglima Batur", '"$"')


def seen(product: Product, query: str, *values: object) -> list[dict[str, Any]]:
    with psycopg.connect(as_role(product.databases.owner, AUDITOR)) as connection:
        return connection.cursor(row_factory=dict_row).execute(query.encode(), values).fetchall()


@pytest.fixture(scope="module")
def signed(product: Product) -> Case:
    return case_at(product, 8).signed_quickly()


def test_an_event_is_read_with_its_header_and_its_masked_data(product: Product, signed: Case) -> None:
    rows = seen(product, "SELECT * FROM audit.events WHERE stream = %s ORDER BY version", signed.id)

    first = rows[0]
    assert ("Submitted", "•••", "pemohon", 1) == (first["fact"], first["actor"], first["role"], first["step"])
    assert {"sub": "•••", "name": "•••", "role": "pemohon"} == first["by"]
    assert {"•••"} == set(first["data"]["applicant"].values())
    assert ("•••", "•••") == (first["data"]["document_keys"], first["data"]["tracking_code"])
    assert {"code": "izin-kbm", "version": "1"} == first["sop"]
    assert first["correlation"] and first["at"] <= first["recorded_at"]
    assert {"demo-front-office"} == {row["actor"] for row in rows if row["fact"] == "Verified"}
    assert all(row["leaf_holds"] for row in rows)
    for secret in PERSONAL:
        assert secret not in str(rows)


def test_an_application_stands_where_its_stream_says(product: Product, signed: Case) -> None:
    new = submitted(product)
    new.done("pemohon", "withdrawal", {"reason": "Batal."})
    query = "SELECT number, step, holder, ended, forgotten FROM audit.applications WHERE application = %s"

    view = signed.view()
    assert [(view["number"], 9, view["holder"], None, False)] == [
        tuple(row.values()) for row in seen(product, query, signed.id)
    ]
    assert [(None, None, "Withdrawn")] == [tuple(row.values())[1:4] for row in seen(product, query, new.id)]


def test_a_decree_is_listed_by_its_number(product: Product, signed: Case) -> None:
    """The number of a decree that nobody rendered was never reserved: this one is, by hand and for a moment."""
    permit = signed.permit()
    assert permit.decree is not None
    with psycopg.connect(product.databases.owner) as connection:
        connection.execute(
            "SELECT ledger.reserve_decree_number('Izin/permit', %s, %s, '2026-11-23')",
            (permit.id, permit.decree.draft_sha256),
        )
        connection.execute("SET LOCAL ROLE izin_auditor")
        found = connection.cursor(row_factory=dict_row)
        [row] = found.execute("SELECT * FROM audit.decrees WHERE application = %s", (permit.id,)).fetchall()
        connection.rollback()

    assert (permit.decree.number, permit.decree.document_sha256) == (row["number"], row["document_sha256"])
    assert row["position"] and row["revoked_at"] is None


def test_the_access_log_is_there_without_what_people_typed(product: Product, signed: Case) -> None:
    clerk = product.person("front_office", "clerk-at-the-door")
    clerk.get(signed.path)
    clerk.get("/v1/applications?q=Siti+Rahmah")

    rows = seen(product, "SELECT * FROM audit.access_log WHERE actor = 'clerk-at-the-door' ORDER BY position")

    assert [("demoToken", "ok"), ("readApplication", "ok"), ("listApplications", "ok")] == [
        (row["operation"], row["outcome"]) for row in rows
    ]
    assert "•••" == rows[2]["data"]["asked"]
    assert all(row["leaf_holds"] for row in rows)
    for secret in PERSONAL:
        assert secret not in str(rows)


@pytest.mark.usefixtures("signed")
def test_a_changed_row_no_longer_fits_its_leaf(product: Product) -> None:
    """Within a transaction that is rolled back, by somebody who may take the triggers away."""
    with psycopg.connect(product.databases.owner) as connection:
        connection.execute("ALTER TABLE ledger.access_log DISABLE TRIGGER ALL")
        connection.execute("UPDATE ledger.access_log SET actor = 'nobody' WHERE position = 1")
        found = connection.execute("SELECT leaf_holds FROM audit.access_log WHERE position = 1").fetchone()
        connection.rollback()

    assert (False,) == found
