"""Notices of failures and of new errors, sent to a real mail server and a real web server on this machine."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from aiosmtpd.controller import Controller

from pipeline.orchestration import build_definitions, checks
from pipeline.orchestration.home import prepare_home
from pipeline.orchestration.triggers import JOB
from pipeline.quality import Expectation, Suite
from pipeline.report import delivery
from pipeline.report.delivery import DeliveryError, deliver
from pipeline.report.notice import Notice, failure_notice, findings_notice
from pipeline.warehouse.release import MartsFolder
from pipeline.warehouse.settings import Settings
from tests.integration import raw_folder
from tests.integration.conftest import Published

NOTICE = Notice("标题 / Title", "正文\n", {"kind": "failure"})


@dataclass
class Mailbox:
    """A mail server that keeps what it is sent; it refuses the first ``refusals`` messages."""

    refusals: int = 0
    tries: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    url: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.tries += 1
        if self.tries <= self.refusals:
            return "451 try again later"
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    monkeypatch.setattr(delivery, "WAITS", (0.01, 0.01))
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    box.url = f"smtp://127.0.0.1:{port}"
    yield box
    server.stop()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    received: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(500 if self.path == "/broken" else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", received
    server.shutdown()
    server.server_close()


def mail(box: Mailbox) -> dict[str, str]:
    return {"GOUJI_SMTP_URL": box.url, "GOUJI_MAIL_FROM": "gouji@example.org", "GOUJI_MAIL_TO": "a@example.org,b@b.cn"}


def test_nothing_set_sends_nothing() -> None:
    assert deliver(NOTICE, {}) == []


def test_mail_and_webhook_get_the_same_notice(mailbox: Mailbox, hook: tuple[str, list[dict[str, Any]]]) -> None:
    url, received = hook
    assert deliver(NOTICE, mail(mailbox) | {"GOUJI_WEBHOOK_URL": url}) == ["mail", "webhook"]
    [message] = mailbox.messages
    assert (message["Subject"], message["To"]) == (NOTICE.title, "a@example.org, b@b.cn")
    assert message.get_content().split() == ["正文"]
    [posted] = received
    assert posted["msgtype"] == "text" and posted["text"]["content"] == "标题 / Title\n正文\n"
    assert posted["kind"] == "failure"


def test_a_server_that_is_busy_is_asked_again(mailbox: Mailbox) -> None:
    mailbox.refusals = 2
    assert deliver(NOTICE, mail(mailbox)) == ["mail"]
    assert (mailbox.tries, len(mailbox.messages)) == (3, 1)


def test_what_cannot_be_sent_is_said_and_does_not_stop_the_other_way(
    mailbox: Mailbox, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    url, received = hook
    with pytest.raises(DeliveryError, match="webhook: HTTPError"):
        deliver(NOTICE, mail(mailbox) | {"GOUJI_WEBHOOK_URL": f"{url}/broken"})
    assert (len(mailbox.messages), len(received)) == (1, 3)


def test_a_password_is_never_sent_without_tls_nor_shown(mailbox: Mailbox) -> None:
    secret = mailbox.url.replace("smtp://", "smtp://user:geheim@")
    with pytest.raises(DeliveryError) as refused:
        deliver(NOTICE, mail(mailbox) | {"GOUJI_SMTP_URL": secret})
    assert "geheim" not in str(refused.value) and "STARTTLS" in str(refused.value)
    assert mailbox.tries == 0


@pytest.mark.parametrize("wrong", [{"GOUJI_SMTP_URL": "mail.example.org"}, {"GOUJI_WEBHOOK_URL": "file:///etc/passwd"}])
def test_wrong_settings_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(DeliveryError, match=next(iter(wrong))):
        deliver(NOTICE, wrong)


def test_new_errors_are_grouped_by_department(published: Published) -> None:
    marts = MartsFolder(published.settings.marts)
    release = next(release for release in marts.releases() if release.release_id == marts.releases()[-1].release_id)
    notice = findings_notice(release)
    assert notice is not None
    [group] = notice.details["departments"]
    assert group["department"] == raw_folder.DEPARTMENT
    assert [finding["rule_id"] for finding in group["findings"]] == ["R09"]
    assert raw_folder.DEPARTMENT in notice.body and "12.50" in notice.body and release.release_id in notice.body
    assert "1 new errors" in notice.title


def test_a_failure_says_whether_it_is_tried_again() -> None:
    assert "tried again later" in failure_notice(["x"], "id", 1, last=False).body
    assert "not tried again" in failure_notice(["x"], "id", 4, last=True).body


def test_dagster_sends_a_notice_of_a_failed_run_and_of_new_findings(
    published: Published, tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in mail(mailbox).items():
        monkeypatch.setenv(name, value)
    prepare_home(tmp_path / "home")
    settings = Settings(raw=published.settings.raw, marts=tmp_path / "marts")
    definitions = build_definitions(settings)
    with dg.DagsterInstance.from_config(str(tmp_path / "home")) as instance:
        cursors: dict[str, str | None] = {}

        def tick(name: str) -> None:
            sensor = definitions.resolve_sensor_def(name)
            context = dg.build_sensor_context(
                instance=instance, cursor=cursors.get(name), sensor_name=name, definitions=definitions
            )
            data = sensor.evaluate_tick(context)
            assert not any(reaction.error for reaction in data.dagster_run_reactions)
            cursors[name] = data.cursor

        def ticks() -> None:
            tick("notice_of_failure")
            tick("notice_of_findings")

        ticks()
        impossible = Expectation("unexpected_rows", {"rows": "from {batch}"}, "没有文件。 / There is no file.")
        loaded = checks.load_suite
        with monkeypatch.context() as broken:
            broken.setattr(
                checks,
                "load_suite",
                lambda name: Suite("raw", True, {"raw.document": (impossible,)}) if name == "raw" else loaded(name),
            )
            job = build_definitions(settings).resolve_job_def(JOB)
            assert not job.execute_in_process(instance=instance, raise_on_error=False).success
        ticks()
        assert definitions.resolve_job_def(JOB).execute_in_process(instance=instance).success
        ticks()
        ticks()
    failed, found = mailbox.messages
    assert "the build failed" in failed["Subject"] and "raw.document" in failed.get_content()
    assert "1 new errors" in found["Subject"] and raw_folder.DEPARTMENT in found.get_content()
