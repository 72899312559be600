"""The office's papers in the naskah dinas forms: pure functions from facts to the same bytes each time.

Loaded when first used: the typesetter takes about a second to import, and no start should wait for it.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from application.documents import (
        decree,
        inspection,
        layout,
        notice,
        photo_annex,
        picture,
        receipt,
        subject_report,
        typeface,
    )

__all__ = [
    "decree",
    "inspection",
    "layout",
    "notice",
    "photo_annex",
    "picture",
    "receipt",
    "subject_report",
    "typeface",
]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(name)
    return import_module(f"{__name__}.{name}")
