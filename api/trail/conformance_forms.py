"""The forms of the report on conformance: JSON for programs, Markdown for the file of an inspection."""

from collections.abc import Mapping
from datetime import UTC
from enum import StrEnum
from typing import Any, Protocol

import orjson

from api.http.negotiation import Language

View = Mapping[str, Any]  # as it is answered


class Form(StrEnum):
    JSON = "json"
    MARKDOWN = "markdown"


class Report(Protocol):
    def begin(self) -> str: ...

    def file(self, view: View, /) -> str: ...

    def end(self, totals: View, /) -> str: ...


class Json:
    """One object: `files`, then `totals`."""

    def __init__(self) -> None:
        self._separator = ""

    def begin(self) -> str:
        return '{"files":['

    def file(self, view: View) -> str:
        separator, self._separator = self._separator, ","
        return f"{separator}\n{orjson.dumps(view, option=orjson.OPT_UTC_Z).decode()}"

    def end(self, totals: View) -> str:
        return f'\n],"totals":{orjson.dumps(totals).decode()}}}\n'


class Markdown:
    """A heading a file with its findings as a table, the totals last."""

    def __init__(self, language: Language) -> None:
        self._words = _WORDS[language]

    def begin(self) -> str:
        return f"# {self._words['title']}\n"

    def file(self, view: View) -> str:
        columns = [self._words[name] for name in ("position", "at", "step", "by", "finding")]
        lines = [f"\n## {view['number'] or view['application']}\n", _row(columns), _row(["---"] * len(columns))]
        for each in view["findings"]:
            by = " ".join(str(part) for part in (each["role"], each["sub"]) if part)
            at = each["at"].astimezone(UTC)
            lines.append(
                _row([str(each["position"]), f"{at:%Y-%m-%d %H.%M} UTC", str(each["step"] or ""), by, each["text"]])
            )
        return "\n".join(lines) + "\n"

    def end(self, totals: View) -> str:
        words = self._words
        lines = [f"\n## {words['totals']}\n", _row([words["what"], words["files"]]), _row(["---", "---:"])]
        lines += [
            _row([words["examined"], str(totals["examined"])]),
            _row([words["deviating"], str(totals["deviating"])]),
        ]
        lines += [_row([f"`{name}`", str(count)]) for name, count in totals["by_deviation"].items()]
        return "\n".join([*lines, f"\n{words['head']} {totals['head']}."]) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


_WORDS = {
    "id": {
        "title": "Kesesuaian dengan SOP",
        "position": "Posisi",
        "at": "Waktu",
        "step": "Langkah",
        "by": "Oleh",
        "finding": "Temuan",
        "totals": "Jumlah",
        "what": "Hal",
        "files": "Berkas",
        "examined": "Diperiksa",
        "deviating": "Menyimpang",
        "head": "Menurut jejak sampai dengan posisi",
    },
    "en": {
        "title": "Conformance with the SOP",
        "position": "Position",
        "at": "When",
        "step": "Step",
        "by": "By",
        "finding": "Finding",
        "totals": "Totals",
        "what": "What",
        "files": "Files",
        "examined": "Looked at",
        "deviating": "Deviating",
        "head": "By the trail up to position",
    },
}
