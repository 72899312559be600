"""What a supervisor must know before believing a figure: the calendar's end, and read models that are behind."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from api.desks.views import JSON
from api.http.negotiation import Language
from api.problems.problems import say
from domain.calendar import Calendar
from domain.horizon import horizon_warning
from domain.refusals import Sentence
from projections.engine.status import Progress

MOST_LAG_S = 5.0
_BEHIND = Sentence(
    "Angka ini belum memuat kejadian terakhir; pembaruannya tertinggal.",
    "These figures lack the latest events; their read model is behind.",
)
_READ_MODELS = frozenset({"sla", "inbox"})


def warnings_view(calendar: Calendar, progress: Iterable[Progress], now: datetime, language: Language) -> list[JSON]:
    """Return the warnings, none if all is well."""
    found = _warnings(calendar, [each for each in progress if each.projection in _READ_MODELS], now)
    return [{"code": code, "message": say(sentence, language)} for code, sentence in found]


def _warnings(calendar: Calendar, progress: list[Progress], now: datetime) -> Iterator[tuple[str, Sentence]]:
    if near := horizon_warning(calendar, now):
        yield "calendar_ends", near
    if any(each.lag_seconds > MOST_LAG_S for each in progress):
        yield "behind", _BEHIND
    if parked := max((each.parked for each in progress), default=0):
        yield "parked", _parked(parked)


def _parked(count: int) -> Sentence:
    return Sentence(
        f"{count} berkas tidak terhitung seluruhnya karena kejadiannya tidak terbaca; beri tahu pengelola.",
        f"{count} files are not counted in full, for events of theirs cannot be read; tell the operators.",
    )
