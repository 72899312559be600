"""From the front office's checklist to the decree in hand, through the pages, by seven people: with a rejection and its
repair, a return, a dead network. How an application begins is walked in `test_applying`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.casework import PASSPHRASE, Case, a_pdf, caught_up, submitted
from tests.api.product import Product
from tests.api.test_inspection_photos import photograph
from tests.browser.chromium import answering
from tests.browser.officers import Office, press, told
from tests.campaign import times


@pytest.fixture(scope="module")
def url(product: Product) -> Iterator[str]:
    with answering(product) as address:
        yield address


@pytest.mark.timeout(times(240, 1800))
def test_seven_people_take_a_file_to_its_decree(product: Product, browser: Browser, url: str, tmp_path: Path) -> None:
    office, case = Office(browser, url), submitted(product)
    _sent_back(office, case)
    _repaired(office, case, tmp_path)
    with office.officer("front_office") as page:
        page.goto(f"{url}/applications/{case.id}")
        _check(page)
        press(page, "Terima dan Teruskan ke Back Office")
        told(page, "Berkas dinyatakan lengkap")
    with office.officer("back_office") as page:
        page.goto(f"{url}/applications/{case.id}")
        press(page, "Teruskan ke Dinas Teknis")
        told(page, "Berkas diteruskan ke Dinas Teknis.")
    _inspected_without_a_network(office, case, _picture(tmp_path))
    _drafted(office, case, years="")
    with office.officer("kabid") as page:
        page.goto(f"{url}/applications/{case.id}")
        page.get_by_text("Kembalikan untuk Perbaikan").first.click()
        page.get_by_label("Apa yang harus diperbaiki").fill("Masa berlaku cukup 3 tahun.")
        press(page, "Kembalikan untuk Perbaikan")
        told(page, "Draf SK dikembalikan untuk diperbaiki.")
    _drafted(office, case, years="3")
    for role in ("kabid", "sekretaris"):
        with office.officer(role) as page:
            page.goto(f"{url}/applications/{case.id}")
            told(page, "3 (tiga) tahun")
            if role == "kabid":
                office.look(page, "approval")
            press(page, "Setujui dan Bubuhkan Paraf")
            told(page, "Draf SK disetujui dan diteruskan.")
    _signed(office, case)
    with office.known(case.applicant, f"/applications/{case.id}", width=360) as page:
        office.look(page, "a decree to be received")
        press(page, "Konfirmasi Penerimaan SK")
        told(page, "Penerimaan SK telah dicatat.")
    caught_up(case)
    with office.known(case.by("kabid"), "/queues/kabid/done?whose=me") as page:
        told(page, case.view()["number"])
        office.look(page, "done")

    assert [] == office.found
    assert "delivered" == case.view()["status"]


@pytest.mark.timeout(120)
def test_the_same_without_a_script(product: Product, browser: Browser, url: str, tmp_path: Path) -> None:
    office, case = Office(browser, url, scripts=False), submitted(product)
    with office.known(case.by("front_office"), f"/applications/{case.id}") as page:
        _check(page, refused="R08")
        press(page, "Terima dan Teruskan ke Back Office")
        told(page, "R08")
        assert page.title().startswith("Kesalahan:")
        press(page, "Kembalikan kepada Pemohon …")
        press(page, "Tambah baris")
        assert 2 == page.get_by_label("Temuan").count()
        _check(page)
        press(page, "Terima dan Teruskan ke Back Office")
        told(page, "Berkas dinyatakan lengkap")
    with office.known(case.by("back_office"), f"/applications/{case.id}") as page:
        press(page, "Teruskan ke Dinas Teknis")
    with office.known(case.by("dinas_teknis"), f"/applications/{case.id}", width=360) as page:
        _write_report(page, "9")
        page.get_by_label("Ambil atau pilih foto").set_input_files(_picture(tmp_path))
        press(page, "Unggah foto ini")
        told(page, "✓ papan.jpg")
        page.get_by_label("Keterangan").fill("Papan nama")
        press(page, "Simpan Berita Acara dan Teruskan")
        told(page, "Berita acara dan rekomendasi tersimpan")
    with office.known(case.by("back_office"), f"/applications/{case.id}") as page:
        press(page, "Ajukan ke Kabid")
    for role in ("kabid", "sekretaris"):
        with office.known(case.by(role), f"/applications/{case.id}") as page:
            press(page, "Setujui dan Bubuhkan Paraf")
    caught_up(case)
    with office.known(case.by("kepala_dinas"), "/queues/kepala_dinas/signing") as page:
        page.get_by_label("Sudah saya baca dan setujui").check()
        page.get_by_label("Frasa sandi").fill(PASSPHRASE)
        press(page, "Tandatangani yang ditandai")
        told(page, "1 dari 1 ditandatangani")
    _handed_over(office, case)

    assert "delivered" == case.view()["status"]
    assert ["Papan nama"] == [photo["caption"] for photo in case.view("back_office")["inspection"]["photos"]]


def _sent_back(office: Office, case: Case) -> None:
    caught_up(case)
    with office.officer("front_office") as page:
        office.look(page, "queue")
        page.keyboard.press("j")
        expect(page.locator("tbody th a").first).to_be_focused()
        page.keyboard.press("?")
        office.look(page, "help of the keyboard")
        press(page, "Tutup")
        page.keyboard.press("/")
        page.keyboard.type(case.view()["number"])
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Ambil PKBM Harapan Bangsa").click()
        told(page, "Berkas Anda ambil.")
        _check(page, refused="R08")
        office.look(page, "verification")
        press(page, "Kembalikan kepada Pemohon …")
        assert "Masa sewa kurang dari 3 tahun." == page.get_by_label("Temuan").input_value()
        press(page, "Tambah baris")
        assert 2 == page.get_by_label("Temuan").count()
        page.get_by_label("Persyaratan").last.select_option("R15")
        assert "finding-R15" == page.get_by_label("Temuan").last.get_attribute("list")
        page.get_by_label("Temuan").last.fill("Foto papan nama belum ada.")
        page.get_by_label("Perbaikan yang diminta").last.fill("Lengkapi dengan foto papan nama.")
        office.look(page, "rejection")
        press(page, "Kirim Pengembalian kepada Pemohon")
        told(page, "Berkas dikembalikan kepada pemohon.")
        told(page, "Waktu pelayanan dihentikan sejak")
        office.look(page, "rejected")


def _repaired(office: Office, case: Case, folder: Path) -> None:
    """The applicant replaces what was found wrong, on a phone, and nothing else."""
    with office.known(case.applicant, "/my", width=360) as page:
        page.goto(f"{office.url}/applications/{case.id}")
        page.get_by_role("link", name="Perbaiki dan Kirim Ulang").click()
        told(page, "Foto papan nama belum ada.")
        office.look(page, "what is to be repaired")
        press(page, "Mulai memperbaiki")
        for code in ("R08", "R15"):
            (folder / f"{code}.pdf").write_bytes(a_pdf(f"perbaikan {code}"))
            page.locator(f"#up-{code}").set_input_files(folder / f"{code}.pdf")
            page.locator(f"#{code}").get_by_role("button", name="Ganti", exact=True).click()
            expect(page.locator(f"#{code}")).to_contain_text(f"{code}.pdf")
        press(page, "Lanjut ke pemeriksaan")
        office.look(page, "check of a repair")
        press(page, "Perbaiki dan Kirim Ulang")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Perbaikan")


def _inspected_without_a_network(office: Office, case: Case, picture: Path) -> None:
    with office.officer("dinas_teknis", width=360) as page:
        page.goto(f"{office.url}/applications/{case.id}")
        _write_report(page, "8")
        page.get_by_label("Ambil atau pilih foto").set_input_files(picture)
        expect(page.get_by_text("papan.jpg")).to_be_visible()
        page.reload()
        assert "Sesuai permohonan" == page.get_by_label("Kenyataan di lapangan").first.input_value()
        expect(page.get_by_text("papan.jpg")).to_be_visible()
        office.look(page, "inspection")
        page.context.set_offline(True)
        press(page, "Simpan Berita Acara dan Teruskan")
        told(page, "Tidak ada jaringan.")
        page.context.set_offline(False)
        told(page, "Berita acara dan rekomendasi tersimpan")
        assert 0 == page.evaluate("localStorage.length"), "what was sent is kept no longer"


def _drafted(office: Office, case: Case, years: str) -> None:
    with office.known(case.by("back_office"), f"/applications/{case.id}") as page:
        if years:
            told(page, "Masa berlaku cukup 3 tahun.")
            page.get_by_label("Masa berlaku (tahun)").fill(years)
        press(page, "Pratinjau")
        told(page, "Pratinjau, belum dikirim")
        office.look(page, "preview of a draft")
        press(page, "Ajukan ke Kabid")
        told(page, "Draf SK diajukan ke Kabid Perizinan.")


def _signed(office: Office, case: Case) -> None:
    with office.officer("kepala_dinas") as page:
        page.goto(f"{office.url}/applications/{case.id}")
        page.get_by_label("Frasa sandi").fill("salah")
        press(page, "Tandatangani Secara Elektronik")
        told(page, "Frasa sandi (passphrase) salah.")
        assert "" == page.get_by_label("Frasa sandi").input_value()
        office.look(page, "wrong passphrase")
        page.get_by_label("Frasa sandi").fill(PASSPHRASE)
        press(page, "Tandatangani Secara Elektronik")
        told(page, "Surat Keputusan berhasil ditandatangani secara elektronik.")


def _handed_over(office: Office, case: Case) -> None:
    with office.known(case.by("front_office"), f"/applications/{case.id}") as page:
        page.get_by_label("Diterima di loket oleh").fill("Siti Rahmah")
        press(page, "Catat Penerimaan SK")
        told(page, "Penerimaan SK telah dicatat.")
        caught_up(case)
        page.goto(f"{office.url}/queues/front_office/done?whose=me")
        told(page, case.view()["number"])


def _check(page: Page, refused: str = "") -> None:
    """Tick every line of the checklist."""
    for line in page.locator(".checklist > li").all():
        answer = "Tidak sesuai" if refused and refused in line.inner_text() else "Sesuai"
        line.get_by_label(answer, exact=True).check()


def _write_report(page: Page, count: str) -> None:
    page.get_by_label("Nomor BAPL").fill(f"400.3/{count}/W/BAPL")
    page.get_by_label("Kenyataan di lapangan").first.fill("Sesuai permohonan")
    page.get_by_label("Sesuai", exact=True).first.check()
    page.get_by_label("Memenuhi persyaratan", exact=True).check()
    page.get_by_label("Nomor rekomendasi").fill(f"400.3/{count}/W/REK")
    page.get_by_label("Direkomendasikan", exact=True).check()


def _picture(folder: Path) -> Path:
    path = folder / "papan.jpg"
    path.write_bytes(photograph())
    return path
