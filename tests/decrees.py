"""Decrees of the tests: what goes into them, under the forms that ship with the product."""

from dataclasses import replace
from datetime import date

from domain.decree import DecreeContent, DecreeFacts, draft_content
from domain.decree_file import parse_template
from domain.papers import ApplicationKind, DecreeKind, Verdict
from tests.book import SOP_FILE
from tests.papers import APPLICANT, INSTITUTION, inspection

FORM = parse_template(SOP_FILE.read_text(encoding="utf-8"), SOP_FILE.name)
INSPECTION = inspection(date(2026, 11, 25))
REPORT_AND_RECOMMENDATION = (INSPECTION.report, INSPECTION.recommendation)
PERMIT = DecreeFacts(
    kind=DecreeKind.PERMIT,
    application=ApplicationKind.NEW,
    institution=INSTITUTION,
    applicant_name=APPLICANT.name,
    registration_number="REG-KBM-20261123-0007",
    submitted_on=date(2026, 11, 23),
    report_number=INSPECTION.report.number,
    report_date=INSPECTION.report.inspected_on,
    recommendation_number=INSPECTION.recommendation.number,
    recommendation_date=date(2026, 11, 26),
    verdict=Verdict.RECOMMENDED,
    valid_years=5,
)
REFUSAL = replace(
    PERMIT,
    kind=DecreeKind.REFUSAL,
    verdict=Verdict.NOT_RECOMMENDED,
    valid_years=None,
    reasons=("Tidak ada jalur evakuasi.", "Sewa hanya 1 tahun."),
)


def permit_content() -> DecreeContent:
    return draft_content(PERMIT, FORM)


def refusal_content() -> DecreeContent:
    return draft_content(REFUSAL, FORM)
