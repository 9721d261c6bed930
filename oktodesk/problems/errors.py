"""The tree of errors. Each carries a ``Problem``; what a caller must tell apart is a class, the rest is an id.

::

    OktodeskError
    ├── UsageTrouble          the request itself makes no sense (exit code 2)
    ├── LocalTrouble          this computer: disk, profile, keyring, settings
    ├── LinkTrouble           a link or its file: can't be fetched, read or sent
    ├── SignInTrouble         no account, no key, or a key that can't be used (exit code 3)
    │   ├── SignInRefused     401: Oktopost does not accept this key
    │   └── Forbidden         403: the key is good, but not for this
    └── OktopostTrouble       between this computer and Oktopost
        ├── NotSent           the request surely never arrived: sending again is safe (exit code 4)
        ├── ReplyLost         the request may have arrived: look before sending again
        │   ├── ConnectionLost   cut or timed out after sending
        │   ├── ServerFailed     5xx, or a redirect
        │   └── UnreadableReply  2xx that can't be understood
        ├── LockedOut         429: all calls refused until ``until`` (exit code 4)
        └── Refused           Oktopost understood and said no (other 4xx, ``Result: false``)
            └── NotFound      404: missing, or not visible to this key
"""

from oktodesk.problems.values import Problem, Value


class OktodeskError(Exception):
    """Base of all expected errors; ``problem`` is what the person is told."""

    def __init__(self, problem_id: str, *, detail: str = "", **values: Value) -> None:
        self.problem = Problem(problem_id, values, detail)
        super().__init__(problem_id, values, detail)


class UsageTrouble(OktodeskError):
    """The request itself makes no sense."""


class LocalTrouble(OktodeskError):
    """This computer: disk, profile, keyring, settings."""


class LinkTrouble(OktodeskError):
    """A link or its file can't be fetched, read or sent."""


class SignInTrouble(OktodeskError):
    """No account, no key, or a key that can't be used."""


class SignInRefused(SignInTrouble):
    """401: Oktopost does not accept this account id and key."""


class Forbidden(SignInTrouble):
    """403: the key is good, but not for this."""


class OktopostTrouble(OktodeskError):
    """Something between this computer and Oktopost."""


class NotSent(OktopostTrouble):
    """The request surely never arrived; sending it again is safe."""


class ReplyLost(OktopostTrouble):
    """The request may have arrived; look before sending a create again."""


class ConnectionLost(ReplyLost):
    """The connection was cut or timed out after the request was sent."""


class ServerFailed(ReplyLost):
    """The server answered 5xx, or with a redirect that is not followed."""


class UnreadableReply(ReplyLost):
    """The server answered 2xx with something that can't be understood."""


class LockedOut(OktopostTrouble):
    """429: all calls are refused for ``retry_after_s`` seconds; None: the documented 15 minutes."""

    def __init__(self, problem_id: str, *, retry_after_s: float | None, detail: str = "", **values: Value) -> None:
        super().__init__(problem_id, detail=detail, **values)
        self.retry_after_s = retry_after_s


class Refused(OktopostTrouble):
    """Oktopost understood the request and said no; ``words`` are its own."""

    def __init__(self, problem_id: str, *, words: str, detail: str = "", **values: Value) -> None:
        super().__init__(problem_id, detail=detail, words=words, **values)
        self.words = words


class NotFound(Refused):
    """404: missing, or not visible to this key; the reply can't tell which."""
