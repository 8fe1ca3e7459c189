"""Every error of the gateway.

TownclerkError (500)
├── NotFound (404)
├── NotSignedIn (401)
├── NotAllowed (403)
├── Conflict (409)
│   ├── AlreadyClaimed      somebody else has the conversation
│   ├── AnswerChanged       somebody else saved other words for the answer
│   ├── StaleThread         the resident wrote after the page was read
│   └── Collided            somebody else did the same thing at the same moment
├── Unusable (422)          input we cannot use
│   └── WordingRefused      an answer's words that we cannot save as they are
├── TooMany (429)
├── CouncilFileError        council.toml cannot be used (start-up)
├── RecordsError            a records file cannot be used (command line)
├── PagesError              a source of the council's pages cannot be used (command line)
├── SchemaBehind (503)      the database needs `townclerk db migrate`
├── DatabaseUnusable (503)  it cannot be opened or read, or is damaged
├── DatabaseBusy (503)      too many steps wait to be written; nothing was saved
├── AssistantError
│   ├── AssistantDown       not reached, or too slow: try again
│   └── AssistantFailed     reached, and no answer came of it
└── BackOfficeError
    ├── NotSendable         our request is not what the service asks for: for its queue
    ├── BackOfficeRefused   it said no
    ├── BackOfficeAway      it did not take the request: try again
    └── BackOfficeUnclear   it may have taken the request: never sent again by itself
"""

from __future__ import annotations


class TownclerkError(Exception):
    """Base: `code` is for a client, the text for a person, `status` for HTTP."""

    status = 500
    code = "internal"


class NotFound(TownclerkError):
    """There is no such thing, or it is not yours to see."""

    status = 404
    code = "not_found"


class NotSignedIn(TownclerkError):
    """There is no session, or it is over."""

    status = 401
    code = "not_signed_in"


class NotAllowed(TownclerkError):
    """Your role does not allow this."""

    status = 403
    code = "not_allowed"


class Conflict(TownclerkError):
    """The thing has changed since you looked."""

    status = 409
    code = "conflict"


class AlreadyClaimed(Conflict):
    """Somebody else was first; `by` is who."""

    code = "already_claimed"

    def __init__(self, by: str) -> None:
        super().__init__(f"{by} already has this conversation.")
        self.by = by


class AnswerChanged(Conflict):
    """Somebody else saved other words for this answer since the page was read."""

    code = "answer_changed"


class StaleThread(Conflict):
    """The resident wrote after the officer's page was read; `number` is the newest message."""

    code = "stale_thread"

    def __init__(self, number: int) -> None:
        super().__init__("The resident has written since you opened this. Read it, then send again.")
        self.number = number


class Collided(Conflict):
    """Somebody else did the same thing at the same moment, again and again."""

    code = "collided"

    def __init__(self) -> None:
        super().__init__("Somebody else did the same thing at the same moment. Check it, then try again.")


class Unusable(TownclerkError):
    """Input that we cannot use; the text says what to do."""

    status = 422
    code = "unusable"


class WordingRefused(Unusable):
    """An answer's words that cannot be saved, or not without being confirmed."""

    code = "wording_refused"


class TooMany(TownclerkError):
    """Too many attempts; `retry_after` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CouncilFileError(TownclerkError):
    """council.toml cannot be used; the text names the setting."""

    code = "council_file"


class RecordsError(TownclerkError):
    """A records file cannot be used; the text lists lines and columns."""

    code = "records"


class PagesError(TownclerkError):
    """A source of the council's pages cannot be used; the text names the file, line or address."""

    code = "pages"


class SchemaBehind(TownclerkError):
    """The database's schema is older than the code."""

    status = 503
    code = "schema_behind"


class DatabaseUnusable(TownclerkError):
    """The database cannot be opened or read; the text says what to do."""

    status = 503
    code = "database_unusable"


class DatabaseBusy(TownclerkError):
    """The step waited too long for its turn and was not begun."""

    status = 503
    code = "database_busy"


class AssistantError(TownclerkError):
    """No answer from the assistant; `reason` is for logs and staff."""

    status = 503
    code = "assistant"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AssistantDown(AssistantError):
    """Not reached, or too slow."""


class AssistantFailed(AssistantError):
    """Reached, but an error or nothing came back. `errand` is the intent that was acted on, where that much is known
    (`Understanding.errand`)."""

    def __init__(self, reason: str, errand: str | None = None) -> None:
        super().__init__(reason)
        self.errand = errand


class BackOfficeError(TownclerkError):
    """A service request did not get to the back office; the text is for staff."""

    status = 502
    code = "back_office"


class NotSendable(BackOfficeError):
    """What the resident told is not what the service asks for."""


class BackOfficeRefused(BackOfficeError):
    """It said no, in the specification's words (`listed`) or in others."""

    def __init__(self, message: str, status: int, listed: bool) -> None:
        super().__init__(message)
        self.answered = status
        self.listed = listed


class BackOfficeAway(BackOfficeError):
    """It has not taken anything; `retry_after` is in seconds, if it asked for that."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BackOfficeUnclear(BackOfficeError):
    """Sent, and no answer that says whether it was taken."""
