"""The answer to a what-if: what is and what would be, step by step, in whole numbers; and cases to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from api.desks.views import JSON
from domain.sop import Row, Sop
from domain.supposition import Supposition
from domain.what_if import Flip, Late, Replay
from projections.sla.past_visits import Asked

Counts = Mapping[Late, int]


def what_if_view(
    asked: Asked,
    supposed: Supposition,
    replay: Replay,
    before: Mapping[int, Counts],
    numbers: Mapping[bytes, str],
    *,
    sops: Sequence[Sop],
    calendar: str,
) -> JSON:
    """Return the answer; `before` are the visits of the range by step, `numbers` those of the examples."""
    rows = {row.no: row for sop in sops for row in sop.rows}
    counts = {step: before.get(step, {}) for step in sorted(rows)}
    return {
        "sop": asked.sop_code,
        "calendar": calendar,
        "from": asked.since,
        "to": asked.until,
        "visits": sum(sum(each.values()) for each in counts.values()),
        "judged": replay.judged,
        "steps": [_step(rows[step], supposed, replay, counts[step]) for step in counts],
        "totals": _totals(replay, counts),
        "examples": {
            "gained": [_flip(flip, numbers) for flip in replay.flips(late=False)],
            "lost": [_flip(flip, numbers) for flip in replay.flips(late=True)],
        },
    }


def _step(row: Row, supposed: Supposition, replay: Replay, before: Counts) -> JSON:
    return {
        "step": row.no,
        "role": row.role,
        "activity": row.activity,
        "standard": row.standard.iso,
        "supposed": supposed.standards.get(row.no, row.standard).iso,
        "before": _verdicts(before),
        "after": _verdicts(replay.after(row.no, before)),
        "gained": replay.changes[row.no, True, False],
        "lost": replay.changes[row.no, False, True],
        "open_moved": replay.moved[row.no],
    }


def _totals(replay: Replay, counts: Mapping[int, Counts]) -> JSON:
    before, after = Counter[Late](), Counter[Late]()
    for step, each in counts.items():
        before.update(each)
        after.update(replay.after(step, each))
    return {
        "before": _verdicts(before),
        "after": _verdicts(after),
        "gained": sum(n for (_, was, would_be), n in replay.changes.items() if (was, would_be) == (True, False)),
        "lost": sum(n for (_, was, would_be), n in replay.changes.items() if (was, would_be) == (False, True)),
        "open_moved": replay.moved.total(),
    }


def _verdicts(counts: Counts) -> JSON:
    return {"on_time": counts.get(False, 0), "late": counts.get(True, 0), "undated": counts.get(None, 0)}


def _flip(flip: Flip, numbers: Mapping[bytes, str]) -> JSON:
    return {
        "application": UUID(bytes=flip.permit),
        "number": numbers[flip.permit],
        "step": flip.step,
        "entered_at": flip.entered_at,
        "left_at": flip.left_at,
        "due_before": flip.due_before,
        "due_after": flip.due_after,
    }
