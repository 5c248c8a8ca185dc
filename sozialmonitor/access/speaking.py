from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Any, Final, cast

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from sozialmonitor.access.acting import acting_for
from sozialmonitor.access.models import User

_READING: Final = ("GET", "HEAD", "OPTIONS")


class SpeakingMiddleware:
    """What a request asks of the database is asked in its person's name, also while the answer is being sent.

    Reading is one transaction with one ticket; what writes keeps the transactions its actions make.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        with acting_for(user), ExitStack() as reading:
            request.reading = reading  # type: ignore[attr-defined]
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = spoken(cast(Iterable[Any], response.streaming_content), user)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        if request.method in _READING:
            request.reading.enter_context(transaction.atomic(savepoint=False))  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, _error: Exception) -> None:
        """The page of an error is made after the transaction, which the database may have given up."""
        request.reading.close()  # type: ignore[attr-defined]


def spoken(blocks: Iterable[Any], user: User) -> Iterator[Any]:
    """In one transaction, and each block in the person's name: between two blocks the server does other things."""
    rest = iter(blocks)
    with transaction.atomic(savepoint=False):
        try:
            while True:
                with acting_for(user):
                    block = next(rest, None)
                if block is None:
                    return
                yield block
        except GeneratorExit:
            return  # whoever asked went away: nothing failed
