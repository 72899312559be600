"""A browser of the tests: keeps cookies as browsers do, and says where a request comes from."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from httpx2 import Response

from tests.api.product import Product

FORM = "application/x-www-form-urlencoded"
HERE = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    office: Product
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Response:
        return self._ask("GET", path, {"Accept": "text/html", **headers})

    def submit(self, path: str, headers: dict[str, str] | None = None, **form: str) -> Response:
        """Send a form of the page that is shown, unless `headers` say from where else."""
        sent = {"Accept": "text/html", "Content-Type": FORM, **(HERE if headers is None else headers)}
        return self._ask("POST", path, sent, content=urlencode(form).encode())

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, json: Any = None) -> Response:
        """Call the API as a script of our pages does."""
        return self._ask(method, path, HERE if headers is None else headers, json=json)

    def _ask(self, method: str, path: str, headers: dict[str, str], **options: Any) -> Response:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.office.ask(method, path, headers={**headers, **({"Cookie": jar} if jar else {})}, **options)
        self.office.forget_cookies()  # the office's client is everybody's, a jar is one browser's
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer
