"""What has become different between two states of the same thing: which places, what stood there, what stands there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`path` is a JSON pointer (RFC 6901). None stands for what is not there."""

    path: str
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Lines of a text that were replaced by others, by none, or out of none; `line` is where, counted from 1."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """Return every place that differs, as deep as there are names, in the order of the names."""
    return tuple(_changes(before, after, ""))


def passages(before: Sequence[str], after: Sequence[str]) -> tuple[Passage, ...]:
    """Return where the lines differ; `line` counts in the text before."""
    compared = SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Passage(line=i + 1, before=tuple(before[i:j]), after=tuple(after[k:m]))
        for tag, i, j, k, m in compared.get_opcodes()
        if tag != "equal"
    )


def _changes(before: Mapping[str, object], after: Mapping[str, object], above: str) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        path = f"{above}/{name.replace('~', '~0').replace('/', '~1')}"
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _changes(old, new, path)
        elif old != new:
            yield Change(path=path, before=old, after=new)
