"""Server-rendered pages: one Jinja environment, everything escaped, in the reader's language."""

from functools import cache
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.http.negotiation import Language, language_of
from domain import english, indonesian

_HERE = Path(__file__).parents[1]
_LANGUAGES: tuple[Language, ...] = ("id", "en")


def page(request: Request, template: str, **values: object) -> HTMLResponse:
    """Return `template` filled in with `values`; it also gets `language`, `say(id, en)`, `day` and `moment`.

    `in_other_language` is the address of the same page in `other_language`.
    """
    language = language_for_page(request)

    def say(indonesian: str, english: str) -> str:
        return indonesian if language == "id" else english

    other: Language = "en" if language == "id" else "id"
    words: ModuleType = indonesian if language == "id" else english
    content = (
        _environment()
        .get_template(template)
        .render(
            values,
            language=language,
            other_language=other,
            in_other_language=_in_language(request, other),
            say=say,
            day=words.date_text,
            moment=words.moment_text,
        )
    )
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
    return HTMLResponse(content, headers=headers)


def language_for_page(request: Request) -> Language:
    """Return `?lang=` where it names a language of ours: a page must be readable without browser settings."""
    asked = request.query_params.get("lang")
    for language in _LANGUAGES:
        if asked == language:
            return language
    return language_of(request.scope)


def _in_language(request: Request, language: Language) -> str:
    """Relative, like every address of ours: no Host header can bend it."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*asked, ('lang', language)])}"


def stylesheet(name: str) -> str:
    """Return the text of a style sheet of ours."""
    return (_HERE / "static" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
