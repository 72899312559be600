"""An applicant's way through the pages in a real browser: with a script, and without one."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from re import compile as pattern

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, Page, expect

from api.commands.examples import REJECTION, REQUIRED
from tests.api.applying import APPLICANT, FINDING, INSTITUTION, Applying
from tests.api.casework import Case, a_pdf, an_applicant, rejected, submitted
from tests.api.product import Product
from tests.browser.chromium import answering
from tests.browser.test_every_page import SIGHTS, Sight, violations
from tests.campaign import NIGHTLY, times


@pytest.fixture(scope="module")
def url(product: Product) -> Iterator[str]:
    with answering(product) as address:
        yield address


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("berkas")
    for code in REQUIRED:
        (folder / f"{code}.pdf").write_bytes(a_pdf(code))
    (folder / "baru.pdf").write_bytes(a_pdf("perjanjian sewa tiga tahun"))
    (folder / "pasang.pdf").write_bytes(b"MZ")
    (folder / "catatan.txt").write_text("catatan")
    (folder / "besar.pdf").write_bytes(b"%PDF-" + bytes(6 * 1024 * 1024))
    return folder


def sign_in(page: Page, url: str, to: str) -> None:
    page.goto(f"{url}/login?next={to}")
    page.locator('button[value="pemohon"]').click()


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        page.locator(f'[name="{name}"]').fill(text)


def draft_in(page: Page, product: Product) -> Applying:
    return Applying(person=product.person("pemohon"), draft=page.url.split("/")[-2])


def choose(page: Page, code: str, file: Path) -> None:
    page.locator(f"#up-{code}").set_input_files(file)


@pytest.mark.timeout(180)
def test_an_application_with_a_script(product: Product, url: str, browser: Browser, files: Path) -> None:
    context = browser.new_context(locale="id-ID", viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, url, "/apply")
    page.get_by_role("button", name="Mulai permohonan").click()
    page.get_by_label("Izin baru").check()
    page.get_by_label("Pusat Kegiatan Belajar Masyarakat (PKBM)").check()
    page.get_by_role("button", name="Simpan dan lanjutkan").click()

    fill(page, {**APPLICANT, "applicant.nik": "1234"})
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name=pattern("^NIK: ")).click()
    expect(page.get_by_label("NIK")).to_be_focused()
    page.get_by_role("button", name="Simpan Draf").click()
    expect(page.get_by_role("status")).to_contain_text("Draf disimpan.")

    context.clear_cookies()  # the session ends while the form is open
    fill(page, APPLICANT)
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.get_by_role("heading", name="Sesi Anda telah berakhir")).to_be_visible()
    again = context.new_page()
    sign_in(again, url, "/my")
    expect(again.get_by_role("link", name=pattern("Lanjutkan mengisi"))).to_be_visible()
    again.close()
    page.get_by_role("button", name="Kirim sekali lagi").click()

    fill(page, INSTITUTION)
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Simpan dan lanjutkan").click()

    choose(page, "R01", files / "catatan.txt")
    expect(page.locator("#R01 .told")).to_have_text("Berkas harus berupa PDF, JPEG, atau PNG.")
    choose(page, "R01", files / "besar.pdf")
    expect(page.locator("#R01 .told")).to_have_text("Ukuran berkas paling besar 5 MiB.")
    choose(page, "R01", files / "pasang.pdf")
    expect(page.locator("#err-R01")).to_contain_text("Berkas harus berupa PDF")
    for code in REQUIRED[:2]:
        choose(page, code, files / f"{code}.pdf")
        expect(page.locator(f"#{code}")).to_be_focused()
        expect(page.locator(f"#{code}")).to_contain_text(f"{code}.pdf")
    expect(page.locator("[data-count]")).to_contain_text(f"2 dari {len(REQUIRED)}")
    applying = draft_in(page, product)
    for code in REQUIRED[2:]:
        applying.upload(code, a_pdf(code), f"{code}.pdf")
    page.get_by_role("button", name="Lanjut ke pemeriksaan").click()

    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    page.get_by_role("link", name="Ubah Lembaga").click()
    fill(page, {"institution.capacity:int": "75"})
    page.get_by_role("button", name="Simpan dan kembali").click()
    expect(page.get_by_text("75", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ajukan Permohonan").click()
    expect(page.get_by_role("heading", name="Permohonan berhasil diajukan")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
    context.close()


@pytest.mark.timeout(180)
def test_an_application_and_its_repair_without_a_script(
    product: Product, url: str, browser: Browser, files: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, url, "/apply")
    page.get_by_role("button", name="Begin").click()
    applying = draft_in(page, product).filled()
    page.goto(f"{url}{applying.path}/documents")
    page.locator("#R02 summary").click()
    choose(page, "R02", files / "pasang.pdf")
    page.locator("#R02").get_by_role("button", name="Replace").click()
    expect(page.locator("#err-R02")).to_contain_text("The file must be a PDF")
    choose(page, "R02", files / "besar.pdf")
    page.locator("#R02").get_by_role("button", name="Replace").click()
    expect(page.locator("#err-R02")).to_contain_text("A file may have at most 5 MiB.")
    page.get_by_role("button", name="Go on to check").click()
    page.get_by_role("button", name="Submit the application").click()
    expect(page.get_by_role("heading", name="Your application has been sent")).to_be_visible()

    case = Case(product=product, applicant=applying.person, id=page.url.rpartition("/")[2])
    case.done("front_office", "rejection", REJECTION)
    page.get_by_role("link", name="My applications").first.click()
    page.get_by_role("link", name=pattern("^Repair it until")).click()
    expect(page.get_by_text(FINDING["remedy"])).to_be_visible()
    page.get_by_role("button", name="Begin the repair").click()
    code = FINDING["requirement"]
    choose(page, code, files / "baru.pdf")
    page.locator(f"#{code}").get_by_role("button", name="Replace").click()
    expect(page.locator(f"#{code}")).to_contain_text("Replaced")
    page.get_by_role("button", name="Go on to check").click()
    expect(page.get_by_role("table")).to_contain_text("baru.pdf")
    page.get_by_role("button", name="Send the repair").click()
    expect(page.get_by_role("heading", name="Your repair has been sent")).to_be_visible()

    page.goto(f"{url}/applications/{case.id}")
    page.get_by_text("Let somebody act for you").click()
    fill(page, {"attorney.name": "Andi Pratama", "attorney.sub": "andi", "until": "2026-12-31"})
    page.get_by_label("to receive the decree").check()
    page.get_by_label("The letter, with its stamp").set_input_files(files / "baru.pdf")
    page.get_by_role("button", name="Give the power").click()
    expect(page.get_by_role("status")).to_have_text("The power of attorney is on record.")
    page.get_by_text("Take it back", exact=True).click()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_role("status")).to_have_text("The power of attorney has ended.")
    context.close()


@pytest.mark.timeout(times(180, 1800))
def test_axe_finds_nothing_on_the_applicants_pages(product: Product, url: str, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True, locale="id-ID", reduced_motion="reduce")
    page, axe, found = context.new_page(), Axe(), list[str]()
    sign_in(page, url, "/apply?lang=id")
    page.get_by_role("button", name="Mulai permohonan").click()
    applying = draft_in(page, product)
    applying.save("kind", **{"kind": "new", "institution.unit_type": "sd"})
    applying.upload("R01", a_pdf("surat"), "surat permohonan bermeterai yang namanya panjang sekali.pdf")
    paths = ["/apply", "/my", *(f"{applying.path}/{each}" for each in ("kind", "applicant", "documents", "check"))]
    for lang, theme, width in SIGHTS if NIGHTLY else (Sight("id", "light", 360), Sight("en", "dark", 1280)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            page.goto(f"{url}{path}?lang={lang}")
            found += seen(page, axe, f"{path} {width}")
        page.goto(f"{url}{applying.path}/institution")
        page.locator("button[value=next]").click()
        found += seen(page, axe, f"what is wrong {width}")
    own, anothers = files_of(product)
    page.goto(f"{url}/applications/{anothers.id}")
    page.get_by_text("Lay this down").click()
    found += seen(page, axe, "who acts for another")
    page.goto(f"{url}/applications/{own.id}")
    page.get_by_text("Let somebody act for you").click()
    page.get_by_role("button", name="Give the power").click()
    expect(page.get_by_role("alert")).to_be_focused()
    found += seen(page, axe, "what is wrong with a power of attorney")
    context.close()

    assert [] == found


def files_of(product: Product) -> tuple[Case, Case]:
    """A file of who signs in, and one that they repair for another."""
    anothers = rejected(product)
    anothers.applicant.upload(a_pdf("surat kuasa"))
    me = {"attorney": {"sub": "demo-pemohon", "name": "Lukman Halim"}, "powers": ["repair"]}
    anothers.done("pemohon", "attorney", {**me, "letter_sha256": sha256(a_pdf("surat kuasa")).hexdigest()})
    return submitted(product, an_applicant(product, "demo-pemohon")), anothers


def seen(page: Page, axe: Axe, where: str) -> list[str]:
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [
        *([f"{where}: {wider} px too wide"] if wider > 0 else []),
        *(f"{where}: {v}" for v in violations(axe, page)),
    ]
