"""The SOP file: the paper word for word, its arithmetic, and what is said about a file that cannot be used."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain.actor import Role
from domain.commands import Approve, Claim, Lapse, Verify
from domain.papers import NumberedKind
from domain.sop import Sop
from domain.sop_file import BadSop, parse_sop
from tests.book import SOP_FILE

PAPER = SOP_FILE.read_text()


@pytest.fixture(scope="module")
def sop() -> Sop:
    return parse_sop(PAPER, "izin-kbm.1.toml")


def test_the_rows_stand_as_on_the_paper(sop: Sop) -> None:
    expected = [
        (1, Role.PEMOHON, "30 Menit", "data elektronik"),
        (2, Role.FRONT_OFFICE, "10 Menit", "Berkas yang sdh diperiksa"),
        (3, Role.BACK_OFFICE, "10 Menit", "Berkas dikirim secara elektronik"),
        (4, Role.DINAS_TEKNIS, "4 Hari", "BAPL, Rekomendasi secara elektronik"),
        (5, Role.BACK_OFFICE, "10 menit", "Draft SK"),
        (6, Role.KABID, "5 Menit", "Draft SK yang telah disetujui untuk selanjutnya di routing ke Sekretaris"),
        (7, Role.SEKRETARIS, "5 Menit", "Draft SK yang telah disetujui untuk selanjutnya di routing ke Kepala Dinas"),
        (8, Role.KEPALA_DINAS, "5 Menit", "Surat Keputusan"),
        (9, Role.PEMOHON, "3 Menit", "Surat Keputusan"),
    ]

    assert expected == [(row.no, row.role, row.standard_text, row.output) for row in sop.rows]


def test_the_paper_contradicts_itself_by_five_minutes_and_that_is_computed(sop: Sop) -> None:
    assert "4 Hari 1 Jam 13 Menit" == str(sop.declared_total)
    assert "4 Hari 1 Jam 18 Menit" == str(sop.summed_total)
    assert 1 == len(sop.findings)
    assert "4 Hari 1 Jam 18 Menit" in sop.findings[0].id


def test_a_paper_that_adds_up_has_no_findings() -> None:
    corrected = PAPER.replace('declared_total = "4 Hari 1 Jam 13 Menit"', 'declared_total = "4 Hari 1 Jam 18 Menit"')

    assert () == parse_sop(corrected, "corrected.toml").findings


def test_the_receipt_promises_the_declared_total_less_the_applicants_own_time(sop: Sop) -> None:
    assert "4 Hari 43 Menit" == str(sop.promised_total)


def test_the_roles_that_may_ever_give_a_command(sop: Sop) -> None:
    assert {Role.FRONT_OFFICE} == sop.roles_ever(Verify)
    assert {Role.KABID, Role.SEKRETARIS} == sop.roles_ever(Approve)
    assert {Role.SYSTEM} == sop.roles_ever(Lapse)
    assert Role.PEMOHON not in sop.roles_ever(Claim)


def test_decree_numbers_are_written_as_the_office_writes_them(sop: Sop) -> None:
    assert "500.16.7.2/0007/IPKBM/DPMPTSP/2026" == sop.format_number(NumberedKind.PERMIT, 7, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('code = "izin-kbm"', "", "bad.toml: code must be given, as str"),
        ('code = "izin-kbm"', 'code = " "', "bad.toml: code must not be empty"),
        ("valid_years = 5", "valid_years = true", "bad.toml: valid_years must be given, as int"),
        ("valid_years = 5", "valid_years = 0", "bad.toml: valid_years must be greater than 0"),
        ('standard = "4 Hari"', 'standard = "bentar"', 'bad.toml, rows 4: standard "bentar" is not a standard time'),
        ('role = "kabid"', 'role = "camat"', "bad.toml, rows 6: role 'camat' is none of pemohon, front_office"),
        ("no = 3", "no = 4", "bad.toml, rows 3: no is 4, but rows are numbered from 1 without gaps"),
        ("commands.route = { to = 4 }", "commands.rout = { to = 4 }", "bad.toml, rows 3: commands.rout is none of "),
        ("commands.route = { to = 4 }", "commands.claim = { to = 4 }", "bad.toml, rows 3: commands.claim is none of "),
        ("commands.route = { to = 4 }", "commands.route = 4", "bad.toml, rows 3: commands.route must be a table"),
        ("commands.route = { to = 4 }", "commands.route = { by = [] }", "bad.toml, rows 3: commands.route needs `to`"),
        ("commands.route = { to = 4 }", "commands.route = { to = 14 }", "commands.route leads to row 14, which is not"),
        ("commands.route = { to = 4 }", "commands = {}", "bad.toml, rows 3: commands must name at least one command"),
        (
            "commands.submit = { to = 2 }",
            "commands.submit = { to = 0 }",
            "commands.submit must lead to a row, not to 0",
        ),
        (
            'unit_types = ["sd", "smp"]',
            'unit_type = ["sd"]',
            "requirements 19: unit_type means nothing here; known are",
        ),
        ('output = "Draft SK"', 'output = "Draft SK"\noutptu = "x"', "rows 5: outptu means nothing here; known are"),
        ("commands.submit = { to = 2 }", "", "bad.toml, rows 1: commands must have submit"),
        ("commands.deliver = { to = 0", "commands.deliver = { to = 2", "rows need one with commands.deliver to 0"),
        (
            "commands.file_inspection = { to = 5 }",
            "commands.route = { to = 5 }",
            "rows 5: commands.draft stands before any file_inspection",
        ),
        (
            "commands.draft = { to = 6 }",
            "commands.route = { to = 6 }",
            "rows 6: commands.approve stands before any draft",
        ),
        ("in_force_from = 2026-01-01", 'in_force_from = "nanti"', "bad.toml: in_force_from must be given, as date"),
        ('code = "R02"', 'code = "R01"', "bad.toml, requirements 2: code R01 stands there twice"),
        ('kinds = ["renewal"]', 'kinds = ["baru"]', "requirements 24: kinds 'baru' is none of new, renewal, amendment"),
        ("IPKBM/DPMPTSP/{year}", "IPKBM/DPMPTSP", "numbering: permit must contain {seq} and {year}"),
        ("500.16.7.2/{seq:04}/IPKBM/", "500.16.7.2/{nomor}/IPKBM/", "numbering: permit is not a number pattern"),
        (
            'revocation = "500',
            'pencabutan = "500',
            "numbering: pencabutan means nothing here; known are register, permit",
        ),
        (
            "IPKBM-CABUT",
            "IPKBM",
            "numbering: revocation makes numbers of the kind permit: one number would stand on two",
        ),
        (
            'declared_total = "4 Hari',
            'declared_total = "13 Menit" #',
            "declared_total is less than the standard of row 1",
        ),
        ('legal_limit = "5 Hari"', 'legal_limit = "5"', 'clock: legal_limit "5" is not a standard time'),
        ("escalate_after", "escalated_after", "clock: escalated_after means nothing here"),
        (
            "repair_reminders = [3, 1]",
            "repair_reminders = [7, 1]",
            "repair_reminders must be days left, each from 1 to 6",
        ),
        ("repair_reminders = [3, 1]", "repair_reminders = [1, 3]", "clock: repair_reminders must go down"),
        ("code =", "code", "bad.toml: this is not TOML"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_file_row_and_field(old: str, new: str, complaint: str) -> None:
    assert old in PAPER

    with pytest.raises(BadSop, match=re.escape(complaint)):
        parse_sop(PAPER.replace(old, new, 1), "bad.toml")


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(BadSop, match=re.escape("bad.toml: rows must be one or more [[rows]] tables")):
        parse_sop('rows = [1]\ncode = "x"', "bad.toml")


def test_every_cell_stands_word_for_word_on_the_office_s_paper(sop: Sop) -> None:
    paper = " ".join((Path(__file__).parent.parent / "golden" / "sop-izin-kbm.txt").read_text().split())

    for row in sop.rows:
        for cell in (row.activity, row.completeness, row.standard_text, row.output, row.note):
            assert cell in paper
    assert sop.declared_total_text in paper


def test_a_decree_bears_the_day_of_its_signature_unless_its_number_names_another_year_or_month(sop: Sop) -> None:
    permit, reserved_on = NumberedKind.PERMIT, date(2026, 11, 23)
    monthly = parse_sop(PAPER.replace("/IPKBM/DPMPTSP/", "/IPKBM/{bulan_romawi}/"), "bad.toml")

    assert date(2026, 12, 1) == sop.day_of_decree(permit, reserved_on, date(2026, 12, 1))
    assert reserved_on == sop.day_of_decree(permit, reserved_on, date(2027, 1, 4))
    assert date(2026, 11, 30) == monthly.day_of_decree(permit, reserved_on, date(2026, 11, 30))
    assert reserved_on == monthly.day_of_decree(permit, reserved_on, date(2026, 12, 1))
    assert "500.16.7.2/0007/IPKBM/XI/2026" == monthly.format_number(permit, 7, reserved_on)
