"""Whatever a browser asked for and was told while the tests worked with it."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

TELL_VIOLATIONS = """document.addEventListener('securitypolicyviolation',
  (event) => console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""


class Watch:
    """`complaints` stays empty as long as nothing went astray; tests may look at `responses` as well."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.url, self.home = home, urlsplit(home).netloc
        self.complaints: list[str] = []
        self.responses: list[Response] = []
        context.add_init_script(TELL_VIOLATIONS)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._told)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.home:
            self.complaints.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        self.responses.append(response)
        path = urlsplit(response.url).path
        if response.status >= 500 or (response.status >= 400 and is_asset(path)):
            self.complaints.append(f"{response.status}: {response.url}")
        if not path.startswith("/static/"):
            self._check_policy(response)

    def _check_policy(self, response: Response) -> None:
        policy = response.headers.get("content-security-policy", "")
        if "default-src 'self'" not in policy or "unsafe" in policy:
            self.complaints.append(f"policy of {response.url}: {policy!r}")

    def _told(self, message: ConsoleMessage) -> None:
        # Chromium repeats every answer of 400 and more here; whether it was due is for the test to know.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")


def is_asset(path: str) -> bool:
    return path.startswith("/static/") or path.endswith((".ico", ".js", ".css", ".woff2", ".svg", ".png", ".geojson"))
