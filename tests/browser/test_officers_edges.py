"""What comes between an officer and a file: a colleague who was faster, a change meanwhile, a session that ends."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.api.casework import case_at, caught_up, signature, submitted
from tests.api.product import Product
from tests.browser.chromium import answering
from tests.browser.officers import Office, press, told


@pytest.fixture(scope="module")
def url(product: Product) -> Iterator[str]:
    with answering(product) as address:
        yield address


def test_two_want_one_file_and_the_later_is_told_who_has_it(product: Product, browser: Browser, url: str) -> None:
    office, case = Office(browser, url), submitted(product)
    path, fitri = f"/applications/{case.id}", product.person("front_office", "fitri", "Fitri Handayani")
    with office.known(case.by("front_office"), path) as mine, office.known(fitri, path) as hers:
        press(hers, "Ambil Berkas")
        told(hers, "Berkas Anda ambil.")
        press(mine, "Ambil Berkas")
        told(mine, "Berkas ini sedang dikerjakan oleh Fitri Handayani sejak 23 November 2026")
        office.look(mine, "a lost race")

    assert [] == office.found


def test_what_changed_meanwhile_stands_beside_what_was_typed(product: Product, browser: Browser, url: str) -> None:
    office, case = Office(browser, url), case_at(product, 3)
    with office.officer("back_office") as page:
        page.goto(f"{url}/applications/{case.id}")
        page.get_by_label("Catatan").fill("Mohon diperiksa minggu ini.")
        correction = {"applicant": {"phone": "+62 811 5000 222"}, "reason": "Nomor telepon berganti."}
        assert 200 == case.act("pemohon", "correction", correction).status_code
        press(page, "Teruskan ke Dinas Teknis")
        told(page, "Yang berubah sejak halaman Anda dibuka")
        expect(page.get_by_label("Yang berubah sejak")).to_contain_text("Data pribadi pemohon dikoreksi.")
        assert "Mohon diperiksa minggu ini." == page.get_by_label("Catatan").input_value()
        office.look(page, "a stale page")
        press(page, "Teruskan ke Dinas Teknis")
        told(page, "Berkas diteruskan ke Dinas Teknis.")

    assert [] == office.found


def test_what_was_typed_outlives_its_form_and_the_session(product: Product, browser: Browser, url: str) -> None:
    office, gone, kept = Office(browser, url), case_at(product, 3), case_at(product, 3)
    with office.officer("back_office") as page:
        page.goto(f"{url}/applications/{gone.id}")
        page.get_by_label("Catatan").fill("Sudah lengkap.")
        gone.done("pemohon", "withdrawal", {"reason": "Batal."})
        press(page, "Teruskan ke Dinas Teknis")
        expect(page.get_by_role("region", name="Isian Anda yang belum terkirim")).to_contain_text("Sudah lengkap.")
        office.look(page, "a form that is gone")

        page.goto(f"{url}/applications/{kept.id}")
        page.get_by_label("Catatan").fill("Mohon segera.")
        page.context.clear_cookies()
        press(page, "Teruskan ke Dinas Teknis")
        told(page, "Sesi Anda telah berakhir")
        office.look(page, "a session that ended")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Masuk kembali di tab baru").click()
        opened.value.get_by_role("button", name="Back Office", exact=True).click()
        expect(opened.value).to_have_url(f"{url}/queues/back_office")
        press(page, "Kirim sekali lagi")
        told(page, "Berkas diteruskan ke Dinas Teknis.")

    assert "Mohon segera." in kept.by("back_office").get(f"{kept.path}/timeline").text
    assert [] == office.found


def test_several_decrees_are_signed_under_one_passphrase(product: Product, browser: Browser, url: str) -> None:
    office, cases = Office(browser, url), [case_at(product, 8) for _ in range(2)]
    caught_up(cases[-1])
    with office.officer("kepala_dinas") as page:
        page.get_by_role("link", name="Tanda tangan bersama").click()
        office.look(page, "several signatures")
        press(page, "Tandatangani yang ditandai")
        told(page, "Belum ada Surat Keputusan yang Anda nyatakan sudah dibaca.")
        for box in page.get_by_label("Sudah saya baca dan setujui").all():
            box.check()
        assert 200 == cases[0].act("kepala_dinas", "signature", signature(cases[0])).status_code
        page.get_by_label("Frasa sandi").fill("demo")
        press(page, "Tandatangani yang ditandai")
        told(page, "1 dari 2 ditandatangani")
        office.look(page, "what became of several")

    assert ["signed", "signed"] == [case.view()["status"] for case in cases]
    assert [] == office.found
