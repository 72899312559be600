"""What the clock told whom, in a sentence with the due date that it spoke of."""

from collections.abc import Mapping
from datetime import datetime

from domain.admission import ROLE_NAMES
from domain.events import Alerted
from domain.indonesian import WITA, moment_text
from domain.ladder import Rung
from domain.refusals import Sentence

_WHAT: Mapping[Rung, Sentence] = {
    Rung.DUE_SOON: Sentence("Batas waktu langkah ini hampir tercapai", "This step is due soon"),
    Rung.OVERDUE: Sentence("Batas waktu langkah ini terlampaui", "This step is overdue"),
    Rung.ESCALATED: Sentence("Keterlambatan langkah ini berlanjut", "This step is still overdue"),
    Rung.REPAIR_REMINDER: Sentence("Batas waktu perbaikan berkas hampir tercapai", "The repair is due soon"),
    Rung.LEGAL_NEAR: Sentence("Batas waktu menurut undang-undang hampir tercapai", "The legal limit is near"),
    Rung.LEGAL_PASSED: Sentence("Batas waktu menurut undang-undang terlampaui", "The legal limit has passed"),
}


def told_by_the_clock(fact: Alerted) -> Sentence:
    what, who = _WHAT[fact.rung], [ROLE_NAMES[role] for role in fact.to]
    return Sentence(
        f"{what.id} ({moment_text(fact.due_at)}). Diberitahukan kepada {_listed([role.id for role in who], 'dan')}.",
        f"{what.en} ({_moment(fact.due_at)}). Told: {_listed([role.en for role in who], 'and')}.",
    )


def _listed(names: list[str], and_: str) -> str:
    *first, last = names
    return f"{', '.join(first)} {and_} {last}" if first else last


def _moment(at: datetime) -> str:
    return f"{at.astimezone(WITA):%Y-%m-%d %H:%M} WITA"
