"""What people hand in during the tests: complete, valid, and invented (kecamatan 99 of the NIK does not exist)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from domain.commands import Authorise, FileInspection, Reject, Submit, Verify
from domain.papers import (
    Applicant,
    ApplicationKind,
    Checked,
    Conclusion,
    Deficiency,
    Document,
    Finding,
    InspectionReport,
    Inspector,
    Institution,
    Recommendation,
    UnitType,
    Verdict,
)
from domain.powers import LETTER, Attorney, Power

REQUIRED = (*(f"R{n:02}" for n in range(1, 18)), "R23")


def document(requirement: str) -> Document:
    return Document(
        requirement=requirement,
        sha256=sha256(requirement.encode()).hexdigest(),
        name=f"{requirement.lower()}.pdf",
        media_type="application/pdf",
        size=1024,
    )


APPLICANT = Applicant(
    name="Siti Rahmah",
    nik="6372994101900001",
    email="siti@example.org",
    phone="+62 811 5000 111",
    address="Jalan Panglima Batur 1, Banjarbaru",
)
INSTITUTION = Institution(
    name="PKBM Harapan Bangsa",
    unit_type=UnitType.PKBM,
    address="Jalan Ahmad Yani Km 34",
    kelurahan="Loktabat Utara",
    kecamatan="Banjarbaru Utara",
    capacity=60,
    programs=("Paket B", "Paket C"),
)
SUBMIT = Submit(
    kind=ApplicationKind.NEW,
    applicant=APPLICANT,
    institution=INSTITUTION,
    documents=tuple(document(code) for code in REQUIRED),
    document_keys={},
    tracking_code="K7QM2X9P",
    sop="izin-kbm",
)
RESUBMIT = replace(SUBMIT, sop=None, tracking_code="ignored")
VERIFY = Verify(checklist=tuple(Checked(requirement=code, accepted=True) for code in REQUIRED))
DEFICIENCY = Deficiency(number=1, requirement="R08", finding="Sewa 2 tahun.", remedy="Sewa minimal 3 tahun.")
REJECT = Reject(deficiencies=(DEFICIENCY,))


def inspection(on: date, verdict: Verdict = Verdict.RECOMMENDED, number: str = "1") -> FileInspection:
    return FileInspection(
        report=InspectionReport(
            number=f"400.3/{number}/BAPL/DISDIK/2026",
            inspected_on=on,
            location="Jalan Ahmad Yani Km 34",
            inspectors=(Inspector(name="Dewi Lestari", position="Ketua Tim", nip="198001012005012001"),),
            findings=(Finding(aspect="Ruang belajar", requirement="2 ruang", observed="3 ruang", conforms=True),),
            conclusion=Conclusion.MEETS if verdict is Verdict.RECOMMENDED else Conclusion.DOES_NOT_MEET,
        ),
        recommendation=Recommendation(number=f"400.3/{number}/REK/DISDIK/2026", verdict=verdict),
    )


AUTHORISE = Authorise(
    attorney=Attorney(sub="andi", name="Andi Pratama", email="andi@example.org"),
    letter=document(LETTER),
    document_keys={document(LETTER).sha256: "a2V5"},
    powers=(Power.RECEIVE, Power.REPAIR),
    until=datetime(2026, 12, 3, 1, 0, tzinfo=UTC),
)
