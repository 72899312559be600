"""What somebody typed into a form of ours, as the JSON document that the API wants of everybody else.

A field's name is its place in the document: `deficiencies.0.remedy`. One that is no text says so after a colon, as
Zope's forms did: `institution.capacity:int`, `checklist.3.accepted:bool`. What is left blank was not sent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.identity.forms import FORM
from api.problems import texts
from api.problems.problems import Problem

Json = dict[str, object]
_MOST_FIELDS = 2_000
_DEEPEST = 6
_OURS = "_"  # before the name of what is the page's own: the version that was seen, the key of this attempt
_SECRETS = frozenset({"passphrase"})
_KINDS = frozenset({"int", "bool"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """`document` is what goes to the API; `own` are the page's own fields, without their underscore."""

    document: Json = field(default_factory=dict[str, object])
    own: Mapping[str, str] = field(default_factory=dict[str, str])

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the document's fields again, as a form names and shows them; what is secret is typed again."""
        yield from ((name, value) for name, value in _flat(self.document, ()) if name not in _SECRETS)

    def shown(self) -> Mapping[str, str]:
        """What stands in each field, by its name without a kind."""
        return {name.partition(":")[0]: value for name, value in self.fields()}


async def typed_in(request: Request) -> Typed:
    """Return what the form of this request says, or raise a 415 or 422 problem."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Problem(texts.UNSUPPORTED_MEDIA_TYPE)
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        return typed_of(pairs)
    except ValueError:
        raise Problem(texts.MALFORMED_BODY) from None


def typed_of(pairs: Iterable[tuple[str, str]]) -> Typed:
    """Return what these fields say; raise ValueError where they contradict each other.

    >>> typed_of([("reason", "Salah ketik"), ("_version", "7"), ("lines.4.no:int", "3")])
    Typed(document={'reason': 'Salah ketik', 'lines': [{'no': 3}]}, own={'version': '7'})
    """
    tree: Json = {}
    own: dict[str, str] = {}
    for name, text in pairs:
        if name.startswith(_OURS):
            own[name.removeprefix(_OURS)] = text
        elif text.strip():
            path, _, kind = name.partition(":")
            _plant(tree, path.split("."), _value(text, kind))
    document = _lists_of(tree)
    assert isinstance(document, dict), "its names are not numbers, or it is empty"
    return Typed(document=document, own=own)


def _value(text: str, kind: str) -> object:
    """What is no number stays text, and the API says that a number belongs there."""
    if kind and kind not in _KINDS:
        raise ValueError(kind)
    if kind == "bool":
        return text == "true"
    digits = text.strip().removeprefix("-")
    return int(text) if kind == "int" and digits.isascii() and digits.isdigit() and len(digits) < 10 else text


def _plant(tree: Json, path: list[str], value: object) -> None:
    *above, name = path
    if len(path) > _DEEPEST or not all(path) or path[0].isdigit():
        raise ValueError(path)
    for each in above:
        tree = _below(tree, each)
    if name in tree:
        raise ValueError(path)
    tree[name] = value


def _below(tree: Json, name: str) -> Json:
    match tree.setdefault(name, {}):
        case dict() as below:
            return below
        case _:
            raise ValueError(name)


def _lists_of(tree: object) -> object:
    """What is named by numbers alone is a list in their order; rows that were left blank are not in it."""
    if not isinstance(tree, dict):
        return tree
    if tree and all(name.isdigit() for name in tree):
        return [_lists_of(tree[name]) for name in sorted(tree, key=int)]
    return {name: _lists_of(below) for name, below in tree.items()}


def _flat(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, below in value.items():
                yield from _flat(below, (*path, name))
        case list():
            for n, below in enumerate(value):
                yield from _flat(below, (*path, str(n)))
        case bool():
            yield f"{'.'.join(path)}:bool", "true" if value else "false"
        case int():
            yield f"{'.'.join(path)}:int", str(value)
        case _:
            yield ".".join(path), str(value)
