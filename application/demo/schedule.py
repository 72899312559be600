"""When everything happens: the acts of all stories in one order of time, counted back from now in office hours."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from uuid import UUID, uuid5

from application.demo.dossiers import Dossier
from application.demo.people import Cast
from application.demo.stories import Word
from domain.actor import Caller, Role
from domain.calendar import Calendar
from domain.sop import Sop

MINUTE, HOUR, DAY = 60, 3600, 450 * 60  # seconds of office time
COMMANDS: Mapping[Word, str] = {
    Word.INSPECT: "file_inspection",
    Word.OPPOSE: "file_inspection",
    Word.HAND_OVER: "deliver",
}
# What takes its time (from, to); everything else is desk work.
SLOW: Mapping[Word, tuple[int, int]] = {
    Word.SUBMIT: (DAY // 2, 6 * DAY),  # again, after a rejection; SOP: within 7 working days
    Word.INSPECT: (DAY // 2, 9 * DAY // 2),  # standard: 4 days
    Word.OPPOSE: (DAY, 4 * DAY),
    Word.DELIVER: (5 * MINUTE, 2 * DAY),
    Word.HAND_OVER: (HOUR, 2 * DAY),
    Word.WITHDRAW: (HOUR, 3 * DAY),
    Word.REVOKE: (3 * DAY, 10 * DAY),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does what to which file, and when. `serial` counts the acts of the same command, in the order of time."""

    dossier: Dossier
    n: int
    word: Word
    at: datetime
    by: Caller
    serial: int = 0

    @property
    def command(self) -> str:
        """The SOP's word for it."""
        return COMMANDS.get(self.word, self.word)

    @property
    def command_id(self) -> UUID:
        return uuid5(self.dossier.permit, str(self.n))

    def chance(self) -> Random:
        """Return what this act leaves to chance, the same every time."""
        return Random(str(self.command_id))


def schedule(dossiers: Sequence[Dossier], cast: Cast, sop: Sop, calendar: Calendar, now: datetime) -> tuple[Act, ...]:
    """Return the acts in order of time. Stories that would begin before the published years are left out.

    Raises `BeyondCalendar` where no calendar is published for `now`.
    """
    acts = [act for dossier in dossiers for act in _acts(dossier, cast, sop, calendar, now)]
    acts.sort(key=lambda act: (act.at, act.dossier.story.n, act.n))
    seen: Counter[str] = Counter()
    return tuple(replace(act, serial=_next(seen, act.command)) for act in acts)


def _next(seen: Counter[str], command: str) -> int:
    seen[command] += 1
    return seen[command]


def _acts(dossier: Dossier, cast: Cast, sop: Sop, calendar: Calendar, now: datetime) -> Sequence[Act]:
    chance = Random(str(dossier.permit))
    words = dossier.story.words
    worked = calendar.worked(calendar.second(now))
    moments = [worked - ago for ago in _ago(words, MINUTE * dossier.story.age - chance.randint(0, 40), chance)]
    if moments[0] < 1 or calendar.instant(calendar.reached(moments[0])).date() < sop.in_force_from:
        return ()
    return [
        Act(dossier=dossier, n=n, word=word, at=calendar.instant(calendar.reached(moment)), by=by)
        for n, (word, moment, by) in enumerate(zip(words, moments, _people(dossier, cast, sop, chance), strict=True), 1)
    ]


def _ago(words: Sequence[Word], age: int, chance: Random) -> Sequence[int]:
    """Return how many working seconds ago each act was: the last `age` ago, each other one a pause before the next."""
    ago = [age]
    for word in reversed(words[1:]):
        ago.append(ago[-1] + _pause(word, chance))
    return ago[::-1]


def _pause(word: Word, chance: Random) -> int:
    """Nine of ten desk steps are done within minutes, the tenth lies for hours."""
    if word in SLOW:
        return chance.randint(*SLOW[word])
    return chance.randint(20, 4 * MINUTE) if chance.random() < 0.9 else chance.randint(HOUR, 3 * DAY // 2)


def _people(dossier: Dossier, cast: Cast, sop: Sop, chance: Random) -> Iterator[Caller]:
    """Yield who does each word: at one desk the same officer, unless the file is taken from the queue."""
    step = 1
    desk: dict[Role, Caller] = {}
    for word in dossier.story.words:
        role = _role(word, step, sop)
        if word is Word.CLAIM:
            desk[role] = cast.own(role)
        elif word is Word.TAKE:
            desk[role] = cast.colleague(role, chance)
        if role is Role.PEMOHON:
            yield dossier.citizen.caller
        else:
            yield desk.setdefault(role, cast.anyone(role, chance))
        move = sop.row(step).move(COMMANDS.get(word, word)) if step else None
        step = move.to or 0 if move else step


def _role(word: Word, step: int, sop: Sop) -> Role:
    match word:
        case Word.WITHDRAW:
            return Role.PEMOHON
        case Word.REVOKE:
            return Role.KEPALA_DINAS
        case Word.HAND_OVER:
            return Role.FRONT_OFFICE
        case _:
            return sop.row(step).role
