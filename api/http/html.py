"""Server-rendered pages: one Jinja environment, everything escaped, in the reader's language."""

from functools import cache, partial
from pathlib import Path
from types import ModuleType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.http.assets import asset
from api.http.frame import address_with, frame_of, remember
from api.http.negotiation import Language, language_of
from domain import english, indonesian
from domain.blanks import MARK
from domain.refusals import Sentence

_HERE = Path(__file__).parents[1]
_LANGUAGES: tuple[Language, ...] = ("id", "en")


def page(request: Request, template: str, **values: object) -> HTMLResponse:
    """Return `template` filled in with `values`; it also gets the words and the frame that every page has.

    `say(id, en)` and `tell(sentence)` choose the reader's language, `day`, `moment` and `short` write dates in it,
    `asset(name)` is an address, `frame` says who is signed in and where one can go, and `with_choice(lang="en")` is
    this page again.
    """
    language = language_for_page(request)

    def say(indonesian: str, english: str) -> str:
        return indonesian if language == "id" else english

    def tell(sentence: Sentence) -> str:
        return say(sentence.id, sentence.en)

    words: ModuleType = indonesian if language == "id" else english
    content = (
        _environment()
        .get_template(template)
        .render(
            values,
            language=language,
            other_language="en" if language == "id" else "id",
            with_choice=partial(address_with, request),
            say=say,
            tell=tell,
            day=words.date_text,
            moment=words.moment_text,
            last=words.last_text,
            short=words.short_text,
            asset=asset,
            frame=frame_of(request),
            BLANK=MARK,
        )
    )
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language, Cookie"}
    answer = HTMLResponse(content, headers=headers)
    remember(request, answer, secure=request.url.scheme == "https")
    return answer


def language_for_page(request: Request) -> Language:
    """Return `?lang=`, else what was chosen before, else what the browser prefers: settings are hard to find."""
    for asked in (request.query_params.get("lang"), request.cookies.get("lang")):
        for language in _LANGUAGES:
            if asked == language:
                return language
    return language_of(request.scope)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
