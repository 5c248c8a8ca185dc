import pytest
from django.test import Client

from sozialmonitor.access.models import User
from sozialmonitor.jobs.actions.asking import ask, place
from sozialmonitor.jobs.actions.running import run_job
from sozialmonitor.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return User.objects.create_user("anna")


@pytest.fixture
def page(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(user: User, **params: object) -> Job:
    return ask(by=user, kind="counting", params=params, start=False)


def test_a_job_is_seen_by_who_asked_and_nobody_else(page: Client, user: User) -> None:
    mine, foreign = asked(user), asked(User.objects.create_user("berta"))
    assert page.get(f"/auftraege/{mine.pk}/").status_code == 200
    for end in ("", "fortschritt/", "ergebnis/"):
        assert page.get(f"/auftraege/{foreign.pk}/{end}").status_code == 404


def test_progress_refreshes_itself_until_the_work_is_over(page: Client, user: User) -> None:
    job = asked(user, steps=2)
    waiting = page.get(f"/auftraege/{job.pk}/fortschritt/").content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert "data-over" not in waiting
    run_job(job.pk)
    over = page.get(f"/auftraege/{job.pk}/fortschritt/").content.decode()
    assert "data-over" in over
    assert "hx-trigger" not in over
    assert 'href="/?counted=2"' in page.get(f"/auftraege/{job.pk}/").content.decode()


def test_a_refusal_says_what_and_what_to_do(page: Client, user: User) -> None:
    job = asked(user, steps=2, refuse_at=1)
    run_job(job.pk)
    shown = page.get(f"/auftraege/{job.pk}/").content.decode()
    assert "odd_number at 1" in shown
    assert "Count to another number." in shown
    assert f'<a href="/?again={job.pk}">Count anew</a>' in shown


def test_work_that_failed_or_was_cancelled_can_be_asked_for_again(page: Client, user: User) -> None:
    broken, cancelled = asked(user, steps=2, break_at=1), asked(user)
    run_job(broken.pk)
    page.post(f"/auftraege/{cancelled.pk}/", {"action": "cancel"})
    for job in (broken, cancelled):
        assert f'<a href="/?again={job.pk}">Count anew</a>' in page.get(f"/auftraege/{job.pk}/").content.decode()


def test_what_came_of_it_is_said_in_a_sentence(page: Client, user: User) -> None:
    job = asked(user, steps=2)
    assert "Counted to 2." not in page.get(f"/auftraege/{job.pk}/").content.decode()
    run_job(job.pk)
    assert "<p>Counted to 2.</p>" in page.get(f"/auftraege/{job.pk}/").content.decode()


def test_cancelling_by_its_button(page: Client, user: User) -> None:
    job = asked(user)
    assert page.post(f"/auftraege/{job.pk}/", {"action": "cancel"}).status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_the_output_is_downloaded_under_a_plain_name(page: Client, user: User) -> None:
    job = asked(user)
    assert page.get(f"/auftraege/{job.pk}/ergebnis/").status_code == 404
    path = place("jobs/outputs/1.csv")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a;b\r\n")
    Job.objects.filter(pk=job.pk).update(state="done", output="jobs/outputs/1.csv", result={"steps": 1})
    answer = page.get(f"/auftraege/{job.pk}/ergebnis/")
    assert b"".join(answer.streaming_content) == b"a;b\r\n"
    assert answer["Content-Disposition"] == f'attachment; filename="counting-{job.pk}.csv"'
