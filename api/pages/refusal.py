"""What a form was answered when it was refused, and the form again with it: nothing that was typed is lost."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from urllib.parse import urlencode

from api.pages.typed import Typed
from api.problems.problems import Problem
from domain.refusals import Fault, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """`action` names the form; `problem` says why."""

    action: str
    typed: Typed
    problem: Problem

    @property
    def faults(self) -> Iterator[tuple[str, Sentence]]:
        """What is wrong with which field; with none where it is about no field of the form."""
        shown = self.typed.shown()
        for fault in self.problem.errors:
            name = _name_of(fault)
            yield (name if name in shown or not _is_of_a_header(fault) else ""), fault.message


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """A form that was sent to be gone on with: with one more row in the list `add`, or to look at its `preview`."""

    action: str
    typed: Typed
    add: str = ""
    preview: object = None
    problem: Problem | None = None
    faults: Iterable[tuple[str, Sentence]] = ()


Sent = Refusal | GoingOn


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it is shown: with what was typed into it before, if it was sent and refused or is gone on with."""

    action: str
    href: str
    version: int | str | None
    refusal: Sent | None = None
    typed: Mapping[str, str] = field(default_factory=dict[str, str])
    faults: Mapping[str, Sentence] = field(default_factory=dict[str, Sentence])

    @property
    def key(self) -> str:
        """An idempotency key of this very sight of the form: the button pressed twice is pressed once."""
        return token_urlsafe(16)

    def id(self, name: str) -> str:
        """The field's id in the page, where several forms may have a field of one name."""
        return f"{self.action.replace('/', '-')}-{name.partition(':')[0]}"

    def value(self, name: str, otherwise: object = "") -> str:
        """What stands in the field: after a refusal what was typed, be it nothing."""
        if self.refusal is not None:
            return self.typed.get(name.partition(":")[0], "")
        return "" if otherwise is None else str(otherwise)

    def fault(self, name: str) -> Sentence | None:
        return self.faults.get(name.partition(":")[0])

    def ticked(self, name: str, value: str) -> bool:
        """Whether that value is in the list, each of whose values has a box of its own."""
        return any(self.value(f"{name}.{n}") == value for n in self.rows(name, 0))

    def begun(self, name: str) -> bool:
        """Whether anything stands in that list, or is about to."""
        return len(self.rows(name, 0)) > 0

    def rows(self, name: str, otherwise: int) -> range:
        """The rows of a list: as many as were typed, or else as many as `otherwise` offers."""
        begins = f"{name}."
        typed = {each.removeprefix(begins).partition(".")[0] for each in self.typed if each.startswith(begins)}
        if isinstance(self.refusal, GoingOn) and self.refusal.add == name:
            return range(len(typed) + 1)
        return range(max(len(typed), otherwise))


def sign_in_again(problem: Problem | None, back: str) -> str | None:
    """Return where to sign in as the problem asks, to come back to `back`; None where that is not what is wrong."""
    address = problem.members.get("sign_in") if problem else None
    return f"{address}&{urlencode({'next': back})}" if address else None


def forms_of(refusal: Sent | None, *, version: int | None, href: Callable[[str], str]) -> Callable[..., Form]:
    """Return what gives the form of an action: the sent one as it was sent, all others, or a `blank`, as they begin."""

    def form(action: str, blank: bool = False) -> Form:
        if blank or refusal is None or refusal.action != action:
            return Form(action=action, href=href(action), version=version)
        return Form(
            action=action,
            href=href(action),
            # Who goes on with a form has seen what they saw when they began.
            version=refusal.typed.own.get("version") if isinstance(refusal, GoingOn) else version,
            refusal=refusal,
            typed=refusal.typed.shown(),
            faults={name: sentence for name, sentence in refusal.faults if name},
        )

    return form


def _name_of(fault: Fault) -> str:
    parts = fault.pointer.removeprefix("/").split("/")
    return ".".join(part.replace("~1", "/").replace("~0", "~") for part in parts)


def _is_of_a_header(fault: Fault) -> bool:
    return fault.pointer.startswith("/header/")
