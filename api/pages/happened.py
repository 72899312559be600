"""What happened to a file, newest first and step by step, with how long ago and the papers that came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from api.desks.views import JSON
from domain.refusals import Sentence

# The papers that a fact leaves in the file, by the end of their addresses.
_PAPERS: Mapping[str, tuple[tuple[str, Sentence], ...]] = {
    "Verified": (("acknowledgement.pdf", Sentence("Tanda terima", "Receipt")),),
    "Rejected": (("deficiency-notice.pdf", Sentence("Pemberitahuan kekurangan", "Notice of deficiencies")),),
    "BAPFiled": (
        ("inspection-report.pdf", Sentence("Berita acara (BAPL)", "Inspection report")),
        ("recommendation.pdf", Sentence("Rekomendasi", "Recommendation")),
    ),
    "Drafted": (("draft.pdf", Sentence("Draf SK", "Draft decree")),),
    "Signed": (("decree.pdf", Sentence("Surat Keputusan", "Decree")),),
    "Revoked": (("revocation.pdf", Sentence("SK pencabutan", "Decree of revocation")),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What happened at one step in one go."""

    step: int | None
    round: int
    items: Sequence[JSON]


def newest_first(happened: Sequence[JSON]) -> Sequence[Stretch]:
    """Return the timeline in stretches of one step each."""
    return [
        Stretch(step=step, round=round_, items=list(items))
        for (step, round_), items in groupby(reversed(happened), key=_place)
    ]


def papers(happened: Sequence[JSON], *, draft: bool) -> Mapping[str, Sentence]:
    """Return the papers that lie in the file now; of each kind the last one counts, and a draft may be void."""
    facts = {str(each["fact"]) for each in happened}
    found = {path: title for fact, of_it in _PAPERS.items() if fact in facts for path, title in of_it}
    return {path: title for path, title in found.items() if path != "draft.pdf" or draft}


def ago_words(at: datetime, now: datetime) -> Sentence:
    """Return "3 jam yang lalu", by the clock on the wall."""
    minutes = max(0, int((now - at).total_seconds()) // 60)
    if minutes < 1:
        return Sentence("baru saja", "just now")
    if minutes < 60:
        return Sentence(f"{minutes} menit yang lalu", f"{minutes} min ago")
    if minutes < 48 * 60:
        return Sentence(f"{minutes // 60} jam yang lalu", f"{minutes // 60} h ago")
    return Sentence(f"{minutes // 1440} hari yang lalu", f"{minutes // 1440} days ago")


def _place(item: JSON) -> tuple[int | None, int]:
    step, round_ = item["step"], item["round"]
    return (step if isinstance(step, int) else None, round_ if isinstance(round_, int) else 0)
