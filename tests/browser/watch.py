"""What no page may do, whatever the test looks at."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

SERVER_FAILURE = 500


class Watch:
    """Collects script errors, policy violations, missing files, failures, and strange hosts.

    An answer of 404, 409 or 422 to a page is the test's business; the same for a file that a page
    loads is an offence.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.offences: list[str] = []
        self._pages: set[str] = set()
        context.on("page", self._follow)
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("console", self._note_message)

    def _follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.offences.append(f"script error: {error}"))

    def _note_request(self, request: Request) -> None:
        if request.resource_type == "document":
            self._pages.add(request.url)
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.offences.append(f"request to another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= SERVER_FAILURE:
            self.offences.append(f"{response.status} {response.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        is_page_status = message.text.startswith("Failed to load resource")
        if is_page_status and message.location.get("url") in self._pages:
            return
        self.offences.append(f"console {message.type}: {message.text}")
