"""The dashboard in JSON: counts, shares in per cent, minutes with one decimal; null where there is nothing to tell."""

from collections.abc import Iterable
from datetime import date

from api.desks.views import JSON
from domain.sla import LineName, standards_of
from projections.sla.dashboard import LONGEST, MEDIAN, MOST, Dashboard, Steps
from projections.sla.figures import Figures
from projections.sla.percentiles import Group, Member
from projections.sla.still_open import Standing


def steps_view(board: Dashboard, steps: Steps) -> list[JSON]:
    """Return one row for each row of the papers."""
    return [
        {
            "sop": member[0],
            "step": row.no,
            "role": row.role,
            "activity": row.activity,
            "standard": row.standard.iso,
            **_measures(board, Group(members=(member,))),
        }
        for member, row in steps.rows.items()
    ]


def roles_view(board: Dashboard, steps: Steps) -> list[JSON]:
    """Return the same for each role, its steps together."""
    return [{"role": role, **_measures(board, group)} for role, group in steps.roles.items()]


def totals_view(board: Dashboard, steps: Steps) -> JSON:
    """Return the same over all visits, and how the applications do as a whole."""
    return {**_measures(board, steps.all), "cases": _cases(board, steps)}


def months_view(board: Dashboard, steps: Steps, months: Iterable[date]) -> list[JSON]:
    """Return what ended in each month of the range, also where nothing did."""
    return [
        {
            "month": month.isoformat()[:7],
            **_ended(board, Group(members=steps.all.members, month=month)),
            "steps": [
                {"sop": member[0], "step": member[1], **_ended(board, Group(members=(member,), month=month))}
                for member in steps.rows
            ],
        }
        for month in months
    ]


def lost_view(board: Dashboard, steps: Steps) -> list[JSON]:
    """Return where time is lost: the steps by the working time past their due dates, most first."""
    lost = {member: board.ended(Group(members=(member,))).lost for member in steps.rows}
    total = sum(lost.values())

    def first_most(member: Member) -> tuple[int, Member]:
        return -lost[member], member

    return [
        {
            "sop": member[0],
            "step": member[1],
            "role": steps.rows[member].role,
            "activity": steps.rows[member].activity,
            "lost_seconds": lost[member],
            "lost_hours": round(lost[member] / 3600, 1),
            "share_pct": percent(lost[member], total),
        }
        for member in sorted(lost, key=first_most)
        if lost[member]
    ]


def percent(part: int, whole: int) -> float | None:
    """Return the share with one decimal; of nothing there is none."""
    return round(100 * part / whole, 1) if whole else None


def minutes(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def on_time_pct(figures: Figures) -> float | None:
    """Of what has a due date: what ended past the published calendar was neither in time nor late."""
    return percent(figures.on_time, figures.on_time + figures.late)


def _measures(board: Dashboard, group: Group) -> JSON:
    return {
        **_standing(board.stands(group)),
        **_ended(board, group),
        "max_minutes": minutes(board.percentiles.get((group, LONGEST))),
        "lost_seconds": board.ended(group).lost,
    }


def _standing(standing: Standing) -> JSON:
    return {"open": standing.open, "due_soon": standing.due_soon, "overdue": standing.overdue}


def _ended(board: Dashboard, group: Group) -> JSON:
    figures = board.ended(group)
    return {
        "completed": figures.completed,
        **_verdicts(figures),
        "p50_minutes": minutes(board.percentiles.get((group, MEDIAN))),
        "p90_minutes": minutes(board.percentiles.get((group, MOST))),
    }


def _verdicts(figures: Figures) -> JSON:
    return {
        "on_time": figures.on_time,
        "late": figures.late,
        "undated": figures.undated,
        "on_time_pct": on_time_pct(figures),
    }


def _cases(board: Dashboard, steps: Steps) -> JSON:
    declared = board.ended(steps.whole, LineName.DECLARED)
    return {
        "open": board.cases.open,
        "finished": declared.completed,
        "p50_minutes": minutes(board.percentiles.get((steps.whole, MEDIAN))),
        "p90_minutes": minutes(board.percentiles.get((steps.whole, MOST))),
        "max_minutes": minutes(board.percentiles.get((steps.whole, LONGEST))),
        "lines": {name.value: _line(board, steps, name) for name in LineName},
    }


def _line(board: Dashboard, steps: Steps, name: LineName) -> JSON:
    """A line has one length where there is one permit type."""
    return {
        "standard": standards_of(steps.sops[0])[name].iso if len(steps.sops) == 1 else None,
        **_standing(board.cases.lines[name]),
        **_verdicts(board.ended(steps.whole, name)),
    }
