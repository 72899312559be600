"""What others have done to a file since a form of it was opened: told beside what was typed (a stale If-Match)."""

from collections.abc import Mapping, Sequence

from api.desks.views import JSON
from api.pages.refusal import Refusal, Sent
from api.problems import texts_permits
from domain.refusals import Sentence

_LOST = frozenset({texts_permits.STALE_VERSION.slug, texts_permits.WRONG_STEP.slug, texts_permits.DRAFT_CHANGED.slug})
# What a form's fields are called, where they are shown without it.
_NAMES: Mapping[str, Sentence] = {
    "note": Sentence("Catatan", "Note"),
    "reason": Sentence("Alasan", "Reason"),
    "finding": Sentence("Temuan", "Finding"),
    "remedy": Sentence("Perbaikan", "Remedy"),
    "observed": Sentence("Kenyataan di lapangan", "What was found"),
    "reasons": Sentence("Alasan penolakan", "Reasons of the refusal"),
    "notes": Sentence("Catatan rekomendasi", "Notes of the recommendation"),
}


def since_it_was_seen(sent: Sent | None, happened: Sequence[JSON]) -> Sequence[JSON]:
    """Return what happened after the version that the form was made from, oldest first; nothing where it counts not."""
    if not isinstance(sent, Refusal) or sent.problem.kind.slug not in _LOST:
        return []
    seen = sent.typed.own.get("version", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        return []
    return [each for each in happened if isinstance(each["version"], int) and each["version"] > int(seen)]


def left_over(sent: Sent | None, open_forms: set[str]) -> Sequence[tuple[Sentence, str]]:
    """Return the sentences that somebody typed into a form that is not offered any more: to be copied, not lost."""
    if sent is None or sent.action in open_forms:
        return []
    return [(name, text) for field, text in sent.typed.shown().items() if (name := _NAMES.get(_last(field)))]


def _last(field: str) -> str:
    """Return the name of a field without its row: `findings.3.observed` is about what was observed."""
    parts = [part for part in field.split(".") if not part.isdigit()]
    return parts[-1]
