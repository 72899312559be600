"""`scripts/verify-trail` in this process: it is one file without an ending, so it is loaded by its path."""

import json
import sys
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[2] / "scripts" / "verify-trail"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`told` is the line of JSON, `sentence` what people read."""

    told: Json
    sentence: str

    @property
    def ok(self) -> bool:
        return self.told["ok"] is True


@dataclass(frozen=True, slots=True)
class Program:
    """The program, and a folder in which it is given its files."""

    folder: Path

    def judge(self, trail: bytes, checkpoint: bytes, key: str | None = None) -> Answer:
        report, sentence = SCRIPT_MODULE.judge(
            self._file("trail.ndjson", trail),
            self._file("checkpoint", checkpoint),
            None if key is None else self._file("key", key.encode()),
        )
        return Answer(told=json.loads(report.line()), sentence=sentence)

    def _file(self, name: str, content: bytes) -> str:
        (self.folder / name).write_bytes(content)
        return str(self.folder / name)


def _load() -> Any:
    # Any: a module that no type checker knows as one; the file itself is checked as strictly as everything else.
    loader = SourceFileLoader("verify_trail", str(SCRIPT))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    sys.modules[loader.name] = module  # dataclasses look their module up
    loader.exec_module(module)
    return module


SCRIPT_MODULE = _load()
