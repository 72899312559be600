"""One event of each fact, with every field filled: what the mapper must be able to store and read for ever."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from domain.actor import Actor, Role
from domain.events import (
    Alerted,
    Approved,
    AuthorityEnded,
    AuthorityGiven,
    BAPFiled,
    Claimed,
    Delivered,
    Drafted,
    Event,
    Fact,
    Lapsed,
    PersonalDataCorrected,
    PersonalDataErased,
    Reassigned,
    Rejected,
    Released,
    Returned,
    RevocationSigned,
    Revoked,
    Routed,
    Signed,
    SopRef,
    Submitted,
    Verified,
    Withdrawn,
)
from domain.ladder import Rung
from domain.office_events import (
    CalendarPublished,
    MandateEnded,
    MandateGiven,
    MandateKind,
    OfficeEvent,
    OfficerAbsent,
    OfficerAppointed,
    OfficerRelieved,
    PostFact,
)
from domain.papers import (
    Applicant,
    ApplicationKind,
    Certificate,
    Channel,
    Checked,
    Conclusion,
    DecreeKind,
    Deficiency,
    Document,
    Finding,
    Force,
    InspectionReport,
    Inspector,
    Institution,
    Photo,
    Recommendation,
    UnitType,
    Verdict,
)
from domain.powers import Attorney, Power
from domain.written_calendar import NamedDay, WrittenHours, WrittenSeason

PERMIT = UUID("6c1a3d52-0f7e-4b7c-9a53-2f8f6f1f0a01")
BEGIN = datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)

SITI = Actor(sub="siti", name="Siti Rahmah", role=Role.PEMOHON)
FAJAR = Actor(sub="fajar", name="Fajar Nugraha", role=Role.FRONT_OFFICE)
BAYU = Actor(sub="bayu", name="Bayu Pratama", role=Role.BACK_OFFICE)
DEWI = Actor(sub="dewi", name="Dewi Lestari", role=Role.DINAS_TEKNIS)
KARTIKA = Actor(sub="kartika", name="Kartika Sari", role=Role.KABID)
RATNA = Actor(sub="ratna", name="Ratna Dewi", role=Role.ADMIN)
HENDRA = Actor(sub="surya", name="Surya Wijaya", role=Role.KEPALA_DINAS, acting_for="Plh. Kepala Dinas")
CLOCK = Actor(sub="system", name="Sistem", role=Role.SYSTEM)

DOCUMENT = Document(requirement="R02", sha256="ab" * 32, name="ktp.pdf", media_type="application/pdf", size=1024)
ATTORNEY = Attorney(sub="andi", name="Andi Pratama", email="andi@example.org")
SUBMITTED = Submitted(
    round=1,
    started_at=BEGIN - timedelta(minutes=25),
    kind=ApplicationKind.RENEWAL,
    previous_number="500.16.7.2/0007/IPKBM/DPMPTSP/2021",
    applicant=Applicant(
        name="Siti Rahmah",
        nik="6372994101900001",
        email="siti@example.org",
        phone="+62 811 5000 111",
        address="Jalan Panglima Batur 1, Banjarbaru",
    ),
    institution=Institution(
        name="PKBM Harapan Bangsa",
        unit_type=UnitType.PKBM,
        address="Jalan Ahmad Yani Km 34",
        kelurahan="Loktabat Utara",
        kecamatan="Banjarbaru Utara",
        capacity=60,
        programs=("Paket B", "Paket C"),
    ),
    documents=(DOCUMENT,),
    document_keys={"ab" * 32: "a2V5IG9mIHRoZSBpZGVudGl0eSBjYXJkISEhISEhISE="},
    tracking_code="K7QM2X9P",
)
INSPECTED = BAPFiled(
    report=InspectionReport(
        number="400.3/1/BAPL/DISDIK/2026",
        inspected_on=date(2026, 11, 24),
        location="Jalan Ahmad Yani Km 34",
        inspectors=(Inspector(name="Dewi Lestari", position="Ketua Tim", nip="198001012005012001"),),
        findings=(
            Finding(aspect="Ruang", requirement="2 ruang", observed="3 ruang", conforms=True, note="Luas cukup."),
        ),
        conclusion=Conclusion.MEETS_WITH_NOTES,
        nobody_on_site="Pagar terkunci.",
    ),
    recommendation=Recommendation(
        number="400.3/1/REK/DISDIK/2026", verdict=Verdict.RECOMMENDED_WITH_NOTES, notes="Tambah ventilasi."
    ),
    sha256="cd" * 32,
    documents=(DOCUMENT,),
    document_keys={"ab" * 32: "a2V5IG9mIHRoZSBwaG90b2dyYXBoISEhISEhISEhISE="},
    photos=(
        Photo(
            sha256="ab" * 32,
            caption="Ruang belajar 1",
            taken_at=datetime(2026, 11, 24, 1, 14, 9, tzinfo=UTC),
            latitude=-3.442333,
            longitude=114.8339,
        ),
    ),
)
SIGNED = Signed(
    kind=DecreeKind.PERMIT,
    number="500.16.7.2/0001/IPKBM/DPMPTSP/2026",
    issued_on=date(2026, 11, 27),
    valid_until=date(2031, 11, 27),
    draft_sha256="ef" * 32,
    document_sha256="01" * 32,
    certificate=Certificate(subject="CN=Hendra Gunawan", issuer="CN=Uji Coba", serial="2a"),
    level="PAdES-B-LTA",
    code="QRCODE",
    force=Force.SIMULATED,
)
ACTS: Sequence[tuple[Actor, Fact]] = (
    (SITI, SUBMITTED),
    (SITI, Routed(from_step=1, to_step=2, to_role=Role.FRONT_OFFICE, automatic=True)),
    (FAJAR, Claimed()),
    (FAJAR, Released()),
    (
        FAJAR,
        Rejected(
            deficiencies=(Deficiency(number=1, requirement="R08", finding="Sewa 2 tahun.", remedy="Minimal 3 tahun."),),
            note="Mohon dilengkapi.",
        ),
    ),
    (
        FAJAR,
        Verified(
            checklist=(Checked(requirement="R02", accepted=True, note="Asli."),),
            promised_at=BEGIN + timedelta(days=4),
            note="Lengkap.",
        ),
    ),
    (BAYU, Routed(from_step=3, to_step=4, to_role=Role.DINAS_TEKNIS, automatic=False, note="Segera.")),
    (DEWI, INSPECTED),
    (
        BAYU,
        Drafted(kind=DecreeKind.REFUSAL, sha256="ef" * 32, valid_years=5, reasons=("Ruang kurang.",), note="Draf."),
    ),
    (KARTIKA, Approved(draft_sha256="ef" * 32, note="Setuju.")),
    (KARTIKA, Returned(to_step=5, reason="Nama lembaga salah tulis.")),
    (HENDRA, SIGNED),
    (FAJAR, Delivered(channel=Channel.COUNTER, received_by="Ahmad Fauzi")),
    (SITI, Withdrawn(reason="Tidak jadi.")),
    (CLOCK, Lapsed(reason="Tidak diperbaiki dalam 7 hari kerja.")),
    (
        HENDRA,
        Revoked(
            reason="Melanggar ketentuan.",
            number="500.16.7.2/0001/IPKBM-CABUT/DPMPTSP/2026",
            issued_on=date(2026, 12, 1),
            draft_sha256="fe" * 32,
        ),
    ),
    (RATNA, PersonalDataErased(legal_ground="UU 27/2022 Pasal 43", reason="Permohonan dibatalkan.")),
    (
        CLOCK,
        Alerted(
            rung=Rung.REPAIR_REMINDER,
            nth=2,
            to=(Role.PEMOHON,),
            due_at=BEGIN + timedelta(days=9),
        ),
    ),
    (
        HENDRA,
        RevocationSigned(
            number="500.16.7.2/0001/IPKBM-CABUT/DPMPTSP/2026",
            issued_on=date(2026, 12, 1),
            draft_sha256="fe" * 32,
            document_sha256="02" * 32,
            certificate=Certificate(subject="CN=Hendra Gunawan", issuer="CN=Uji Coba", serial="2a"),
            level="PAdES-B-LTA",
            code="QRCODE2",
        ),
    ),
    (
        FAJAR,
        PersonalDataCorrected(
            applicant=Applicant(
                name="Siti Rahmawati",
                nik="6372994101900002",
                email="rahmawati@example.org",
                phone="+62 811 5000 112",
                address="Jalan Panglima Batur 2, Banjarbaru",
            ),
            fields=("name", "nik", "email", "phone", "address"),
            reason="Salah ketik menurut KTP.",
        ),
    ),
    (
        KARTIKA,
        Reassigned(
            to_sub="fitri", to_name="Fitri Handayani", from_sub="fajar", from_name="Fajar Nugraha", reason="Sakit."
        ),
    ),
    (
        SITI,
        AuthorityGiven(
            attorney=ATTORNEY,
            letter=replace(DOCUMENT, requirement="kuasa", sha256="cd" * 32, name="kuasa.pdf"),
            document_keys={"cd" * 32: "a2V5IG9mIHRoZSBsZXR0ZXIhISEhISEhISEhISEhISE="},
            powers=(Power.REPAIR, Power.RECEIVE, Power.WITHDRAW),
            until=BEGIN + timedelta(days=30),
        ),
    ),
    (SITI, AuthorityEnded(attorney=ATTORNEY, reason="Sudah dapat mengurus sendiri.")),
)
PERSONAL = (
    *("Siti Rahmah", "6372994101900001", "siti@example.org", "+62 811 5000 111", "Jalan Panglima Batur 1"),
    *('"siti"', "K7QM2X9P", "Ahmad Fauzi", "Tidak jadi."),
    *("Siti Rahmawati", "6372994101900002", "rahmawati@example.org", "+62 811 5000 112", "Salah ketik menurut KTP."),
    *('"andi"', "Andi Pratama", "andi@example.org", "Sudah dapat mengurus sendiri."),
    "a2V5IG9mIHRoZSBsZXR0ZXIhISEhISEhISEhISEhISE=",
    *(*SUBMITTED.document_keys.values(), *INSPECTED.document_keys.values()),
)


def every_fact() -> tuple[Event, ...]:
    """Not a history that could be: each fact once, `Routed` twice, in versions 1, 2, 3 ..."""
    return tuple(
        Event(
            originator_id=PERMIT,
            originator_version=n,
            at=BEGIN + timedelta(minutes=n),
            by=by,
            sop=SopRef(code="izin-kbm", version="1"),
            step=None if n > 13 else min(n, 9),
            round=1,
            command_id=UUID(int=n),
            correlation=f"request-{n}" if n % 2 else None,
            fact=fact,
        )
        for n, (by, fact) in enumerate(ACTS, 1)
    )


CALENDAR = UUID("0fd9f0f6-8f0a-5f6b-8f5e-6d1c0d8a0b02")
OPEN, SHORT = ("07.30-12.00", "13.00-16.00"), ("08.00-12.00", "12.30-15.00")
PUBLISHED = CalendarPublished(
    year=2027,
    version=2,
    zone="Asia/Makassar",
    decree="SKB 3 Menteri Tahun 2026",
    decided_at=BEGIN - timedelta(days=3),
    provisional=False,
    hours=WrittenHours(
        monday=OPEN, tuesday=OPEN, wednesday=OPEN, thursday=OPEN, friday=("07.30-11.30",), saturday=(), sunday=()
    ),
    seasons=(
        WrittenSeason(
            name="Ramadan 1448 Hijriah",
            first=date(2027, 2, 8),
            last=date(2027, 3, 9),
            hours=WrittenHours(
                monday=SHORT, tuesday=SHORT, wednesday=SHORT, thursday=SHORT, friday=(), saturday=(), sunday=()
            ),
        ),
    ),
    national_holidays=(NamedDay(day=date(2027, 8, 17), name="Proklamasi Kemerdekaan"),),
    joint_leave=(NamedDay(day=date(2027, 12, 24), name="Cuti bersama Natal"),),
    local_closures=(NamedDay(day=date(2027, 8, 31), name="Haul"),),
)


MANDATE = UUID("9f0c7a54-0a7b-4b52-9a51-4ce5fd1f3a10")
ORDERS: tuple[PostFact, ...] = (
    OfficerAppointed(
        post=Role.KEPALA_DINAS,
        sub="hendra",
        name="Hendra Gunawan",
        nip="197003041995031002",
        order_number="821.2/02/BKPSDM/2026",
        since=BEGIN,
    ),
    OfficerAbsent(
        post=Role.KEPALA_DINAS,
        sub="hendra",
        since=BEGIN,
        until=BEGIN + timedelta(days=5),
        reason="Perjalanan dinas",
    ),
    MandateGiven(
        mandate=MANDATE,
        post=Role.KEPALA_DINAS,
        kind=MandateKind.PLH,
        sub="surya",
        name="Surya Wijaya",
        nip=None,
        order_number="800.1.3.1/210/DPMPTSP/2026",
        order_date=date(2026, 11, 20),
        since=BEGIN,
        until=BEGIN + timedelta(days=5),
    ),
    MandateEnded(mandate=MANDATE, reason="Kepala Dinas kembali lebih awal."),
    OfficerRelieved(
        post=Role.KEPALA_DINAS,
        sub="hendra",
        order_number="821.2/77/BKPSDM/2026",
        until=BEGIN + timedelta(days=30),
    ),
)


def every_office_fact() -> tuple[OfficeEvent, ...]:
    """The same of what happens to no permit."""
    return tuple(
        OfficeEvent(
            originator_id=CALENDAR,
            originator_version=n,
            at=BEGIN + timedelta(hours=n),
            by=RATNA,
            command_id=UUID(int=100 + n),
            correlation=f"request-{n}",
            fact=fact,
        )
        for n, fact in enumerate((PUBLISHED, *ORDERS), 1)
    )
