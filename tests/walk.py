"""The SOP walked by its seven people: step n as (who, what), so that a test can begin anywhere."""

from domain.commands import Deliver, Draft, Return, Route
from domain.papers import DecreeKind, Verdict
from tests.papers import SUBMIT, VERIFY, inspection
from tests.people import BAYU, DEWI, FAJAR, HENDRA, KARTIKA, SITI, SURYA
from tests.scenario import MONDAY, Step, approve, sign

PERMIT_DRAFT = Draft(kind=DecreeKind.PERMIT)
REFUSAL_DRAFT = Draft(kind=DecreeKind.REFUSAL, reasons=("Ruang belajar tidak memenuhi syarat.",))
RETURN = Return(reason="Nama lembaga salah tulis.")


SUBMITTED: tuple[Step, ...] = ((SITI, SUBMIT),)
VERIFIED: tuple[Step, ...] = (*SUBMITTED, (FAJAR, VERIFY))
FORWARDED: tuple[Step, ...] = (*VERIFIED, (BAYU, Route()))
INSPECTED: tuple[Step, ...] = (*FORWARDED, (DEWI, inspection(MONDAY.date())))
DRAFTED: tuple[Step, ...] = (*INSPECTED, (BAYU, PERMIT_DRAFT))
APPROVED: tuple[Step, ...] = (*DRAFTED, (KARTIKA, approve))
APPROVED_TWICE: tuple[Step, ...] = (*APPROVED, (SURYA, approve))
SIGNED: tuple[Step, ...] = (*APPROVED_TWICE, (HENDRA, sign))
DELIVERED: tuple[Step, ...] = (*SIGNED, (SITI, Deliver()))

NOT_RECOMMENDED: tuple[Step, ...] = (
    *FORWARDED,
    (DEWI, inspection(MONDAY.date(), Verdict.NOT_RECOMMENDED)),
)
REFUSAL_SIGNED: tuple[Step, ...] = (
    *NOT_RECOMMENDED,
    (BAYU, REFUSAL_DRAFT),
    (KARTIKA, approve),
    (SURYA, approve),
    (HENDRA, sign),
)
