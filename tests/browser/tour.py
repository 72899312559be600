"""The pictures of docs/tour.md: one permit on its way through the nine steps, and the same file for four other readers.

The steps themselves are those of `scripts/demo`; between them each page is looked at by whoever has the file then.
"""

from collections.abc import Iterator

from playwright.sync_api import expect

from api.demo.walkthrough_client import Server
from api.demo.walkthrough_steps import Step, Walk
from application.demo.sample_pdf import sample_pdf
from tests.api.applying import APPLICANT, INSTITUTION
from tests.browser.shooting import PHONE, Studio, keep


def tour(studio: Studio) -> None:
    """Walk, and take each picture when the file is there."""
    _applying(studio)
    with Server(studio.url) as server:
        walk = Walk(server)
        steps = walk.steps()
        _on(steps, 1)
        case = f"/applications/{walk.permit['id']}"
        _verification(studio, case)
        _on(steps, 1)
        _repair(studio, walk.permit["id"])
        _on(steps, 2)
        _routing(studio)
        _on(steps, 1)
        _inspection(studio, case)
        _on(steps, 2)
        _approval(studio, case)
        _on(steps, 1)
        _return(studio, case)
        _on(steps, 1)
        _second_draft(studio, case)
        _on(steps, 3)
        _signing(studio)
        _on(steps, 1)
        _receipt(studio, case)
        _on(steps, 1)
        permit = server.read(walk.people["front_office"], f"/v1{case}")  # type: ignore[index]  # a role is its name
    _public(studio, permit["decree"]["code"])
    _overseers(studio, case, permit["number"])


def _on(steps: Iterator[Step], count: int) -> None:
    for _ in range(count):
        next(steps)


def _applying(studio: Studio) -> None:
    """Step 1; the draft is deleted again, for nobody may have more than ten."""
    with studio.page("/apply", "pemohon") as page:
        page.get_by_role("button", name="Mulai permohonan").click()
        page.get_by_label("Izin baru").check()
        page.get_by_label("Pusat Kegiatan Belajar Masyarakat (PKBM)").check()
        for fields in (APPLICANT, INSTITUTION):
            page.get_by_role("button", name="Simpan dan lanjutkan").click()
            for name, text in fields.items():
                page.locator(f'[name="{name}"]').fill(text)
        page.get_by_role("button", name="Simpan dan lanjutkan").click()
        for code in ("R01", "R02"):
            paper = sample_pdf(code, "Contoh untuk uji coba.")
            page.locator(f"#up-{code}").set_input_files(
                {"name": f"{code.lower()}.pdf", "mimeType": "application/pdf", "buffer": paper}
            )
            expect(page.locator(f"#{code}")).to_contain_text(f"{code.lower()}.pdf")
        keep(page, "tour-1-documents", at="main")
        page.goto(f"{studio.url}/my")
        page.get_by_text("Hapus draf").first.click()
        page.get_by_role("button", name="Hapus draf").first.click()


def _repair(studio: Studio, permit: str) -> None:
    with studio.page(f"/apply/repair/{permit}", "pemohon") as page:
        keep(page, "tour-1-repair")


def _verification(studio: Studio, case: str) -> None:
    with studio.page(case, "front_office") as page:
        for line in page.locator(".checklist > li").all():
            answer = "Tidak sesuai" if "R08" in line.inner_text() else "Sesuai"
            line.get_by_label(answer, exact=True).check()
        keep(page, "tour-2-verification", at=".work")
        page.get_by_role("button", name="Kembalikan kepada Pemohon …").click()
        keep(page, "tour-2-deficiencies", at='[id$="deficiencies"]')


def _routing(studio: Studio) -> None:
    with studio.page("/queues/back_office", "back_office") as page:
        keep(page, "tour-3-queue")


def _inspection(studio: Studio, case: str) -> None:
    with studio.page(f"{case}?lang=en", "dinas_teknis", theme="dark", size=PHONE) as page:
        page.get_by_label("What was found").first.fill("Papan nama terpasang")
        page.get_by_label("Conforms", exact=True).first.check()
        keep(page, "tour-4-inspection", at='[data-row="report.findings"]')


def _approval(studio: Studio, case: str) -> None:
    with studio.page(case, "kabid") as page:
        keep(page, "tour-6-approval", at=".work")


def _return(studio: Studio, case: str) -> None:
    with studio.page(case, "sekretaris") as page:
        page.get_by_text("Kembalikan untuk Perbaikan").first.click()
        page.get_by_label("Apa yang harus diperbaiki").fill("Masa berlaku seharusnya 5 tahun.")
        keep(page, "tour-7-return")


def _second_draft(studio: Studio, case: str) -> None:
    with studio.page(case, "back_office") as page:
        page.get_by_label("Masa berlaku (tahun)").fill("5")
        page.get_by_role("button", name="Pratinjau", exact=True).click()
        keep(page, "tour-5-draft", at=".differences")


def _signing(studio: Studio) -> None:
    with studio.page("/queues/kepala_dinas/signing", "kepala_dinas") as page:
        page.get_by_label("Sudah saya baca dan setujui").first.check()
        keep(page, "tour-8-signing")


def _receipt(studio: Studio, case: str) -> None:
    with studio.page(case, "pemohon") as page:
        keep(page, "tour-9-receipt")


def _public(studio: Studio, code: str) -> None:
    with studio.page(f"/v/{code}") as page:
        keep(page, "tour-public")


def _overseers(studio: Studio, case: str, number: str) -> None:
    with studio.page(f"{case}/sla", "supervisor") as page:
        keep(page, "tour-supervisor", at=".panels")
    with studio.page(f"/trail?number={number}", "auditor") as page:
        page.get_by_role("button", name="Periksa sekarang").click()
        page.goto(f"{studio.url}/trail?number={number}")
        keep(page, "tour-auditor", at="table.dense")
        page.locator("tbody th a").first.click()
        keep(page, "tour-auditor-event")
    with studio.page("/duty", "admin") as page:
        page.get_by_text("Catat penunjukan Plt. atau Plh.").first.click()
        keep(page, "tour-admin")
