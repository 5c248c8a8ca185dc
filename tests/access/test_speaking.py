"""In whose name the program asks: requests, streams, savepoints, commands; and the guard before each statement."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from indicators.models import Delivery, Observation
from sozialmonitor.access.acting import acting_for, reading
from sozialmonitor.access.commands import OperatorCommand
from sozialmonitor.access.database.guard import Unscoped
from sozialmonitor.access.database.ticket import speaker
from sozialmonitor.access.models import User
from sozialmonitor.access.permissions import EVERYTHING, NOTHING
from sozialmonitor.access.speaking import SpeakingMiddleware
from sozialmonitor.celery import app
from tests.world import World, person

pytestmark = pytest.mark.django_db


def account() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_account()")
        return cursor.fetchone()[0]


@transaction.atomic
def fail_after_asking() -> None:
    assert account() not in (None, 0)
    connection.cursor().execute("SELECT 1 / 0")


@pytest.fixture
def anna(db: None) -> User:
    return person("anna", "arbeit")


def test_the_database_is_told_who_asks_and_for_how_long(anna: User) -> None:
    assert account() is None
    with acting_for(anna):
        assert account() == anna.pk
        with acting_for(None):
            assert account() == 0
        assert account() == anna.pk
    assert account() is None


def test_an_error_leaves_no_other_speaker_behind(anna: User) -> None:
    """What the house said inside a savepoint is taken back with it; the person must not go on in its name."""
    with acting_for(None):
        assert account() == 0
        with acting_for(anna), pytest.raises(DatabaseError):
            fail_after_asking()
        assert account() == 0
        with acting_for(anna):
            assert account() == anna.pk  # taken back to the house's ticket by the savepoint, and signed anew


@pytest.mark.django_db(transaction=True)
def test_each_statement_outside_a_transaction_has_its_own_ticket(anna: User) -> None:
    with acting_for(anna):
        assert [account(), account()] == [anna.pk, anna.pk]
        connection.close()
        assert account() == anna.pk  # a new connection begins with nothing
        with transaction.atomic():
            assert account() == anna.pk
    assert account() is None


def request_of(user: User, method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    request.user = user
    return request


def answered(view: Any, request: HttpRequest) -> Any:
    def get_response(asked: HttpRequest) -> HttpResponse:
        middleware.process_view(asked, view, (), {})
        try:
            return view(asked)
        except Exception as error:
            middleware.process_exception(asked, error)
            raise

    middleware = SpeakingMiddleware(get_response)
    return middleware(request)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "atomic"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_a_request_speaks_for_its_person_and_reading_is_one_transaction(anna: User, method: str, atomic: bool) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{account()} {connection.in_atomic_block}")

    assert answered(view, request_of(anna, method)).content.decode() == f"{anna.pk} {atomic}"
    assert (speaker.get(), account()) == (None, None)


def test_an_error_of_a_view_comes_out_as_it_is(anna: User) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answered(view, request_of(anna))
    assert account() is None  # and the connection still answers


@pytest.mark.django_db(transaction=True)
def test_a_stream_speaks_for_the_person_block_by_block(anna: User) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(3):
            yield f"{account()} ".encode()

    def view(_request: HttpRequest) -> HttpResponse:
        return StreamingHttpResponse(blocks())  # type: ignore[return-value]

    response = answered(view, request_of(anna))
    stream = iter(response.streaming_content)
    assert next(stream) == f"{anna.pk} ".encode()
    assert speaker.get() is None  # between two blocks the thread does other things
    assert b"".join(stream) == f"{anna.pk} {anna.pk} ".encode()
    again = answered(view, request_of(anna))
    next(iter(again.streaming_content))
    again.close()  # as the server does when whoever asked went away
    assert not connection.in_atomic_block


def test_figures_are_not_read_beside_the_queries_that_ask_for_a_right(filled: World, anna: User) -> None:
    delivery = Delivery.objects.latest("pk")
    assert Observation.objects.count() > 0
    with acting_for(None):
        assert Observation.objects.count() > 0
    with acting_for(anna):
        for ask in (Observation.objects.count, lambda: list(delivery.staged.all())):
            with pytest.raises(Unscoped):
                ask()
        with reading(EVERYTHING):
            assert Observation.objects.count() > 0
        with pytest.raises(Unscoped), reading(NOTHING):
            pass
        with pytest.raises(Unscoped):
            Observation.objects.exists()


def test_a_page_that_reads_figures_by_itself_is_refused(
    filled: World, anna: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sozialmonitor.rights.views.why.render", lambda *_a, **_k: Observation.objects.count())
    client.force_login(anna)
    assert client.get("/rechte/warum/").status_code == 403


def test_commands_and_tasks_speak_for_the_house(filled: World) -> None:
    heard: list[Any] = []

    class Command(OperatorCommand):
        def handle(self, **_options: Any) -> None:
            heard.append(account())

    call_command(Command())

    @app.task
    def listen() -> None:
        heard.append(account())

    listen()
    assert heard == [0, 0]
    assert account() is None


def test_after_a_changed_secret_the_error_says_what_to_do(anna: User, settings: Any) -> None:
    settings.SECRET_KEY = "another"
    with acting_for(anna), pytest.raises(Exception, match=r"manage\.py migrate"):
        account()
