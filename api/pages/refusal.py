"""What a form was answered when it was refused, and the form again with it: nothing that was typed is lost."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe

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
class Form:
    """A form as it is shown: with what was typed into it before, if it was sent and refused."""

    action: str
    href: str
    version: int | None
    refusal: Refusal | None = None
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

    def rows(self, name: str, otherwise: int) -> range:
        """The rows of a list: as many as were typed, or else as many as `otherwise` offers."""
        begins = f"{name}."
        typed = {each.removeprefix(begins).partition(".")[0] for each in self.typed if each.startswith(begins)}
        return range(max(len(typed), otherwise))


def forms_of(refusal: Refusal | None, *, version: int | None, href: Callable[[str], str]) -> Callable[[str], Form]:
    """Return what gives the form of an action: the refused one as it was sent, all others as they begin."""

    def form(action: str) -> Form:
        if refusal is None or refusal.action != action:
            return Form(action=action, href=href(action), version=version)
        return Form(
            action=action,
            href=href(action),
            version=version,
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
