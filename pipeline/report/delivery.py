"""How a notice reaches people: by mail and to a webhook, as the environment says. Nothing set, nothing sent.

- ``GOUJI_SMTP_URL``      ``smtp://[user:password@]host[:port]``: STARTTLS where the server offers it, and demanded with a
  password; ``smtps://…``: TLS from the start. User and password are percent-encoded.
- ``GOUJI_MAIL_FROM``, ``GOUJI_MAIL_TO``  sender, and receivers with commas between.
- ``GOUJI_WEBHOOK_URL``   gets a JSON object by POST.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import time
import urllib.request
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from pipeline.report.notice import Notice

SECONDS = 30
"""How long a server may take to answer."""
WAITS = (1.0, 4.0)
"""Seconds until the second and the third try."""
Send = Callable[[Notice], None]


class DeliveryError(Exception):
    """A notice could not be sent, or the settings are wrong; the text says which way and why."""


def deliver(notice: Notice, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Sends a notice every way that is set, and returns these ways.

    Raises:
        DeliveryError: one way failed three times. The others were tried all the same.
    """
    ways = _ways(environment)
    failures = [failure for name, send in ways.items() if (failure := _tried(name, send, notice))]
    if failures:
        raise DeliveryError("\n".join(failures))
    return list(ways)


def _ways(environment: Mapping[str, str]) -> dict[str, Send]:
    ways: dict[str, Send] = {}
    if url := environment.get("GOUJI_SMTP_URL"):
        sender, receivers = environment.get("GOUJI_MAIL_FROM"), environment.get("GOUJI_MAIL_TO")
        if not sender or not receivers or urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname:
            raise DeliveryError(
                "邮件设置不全：需要 GOUJI_SMTP_URL（smtp://主机:端口）、GOUJI_MAIL_FROM、GOUJI_MAIL_TO。 / Mail is not set "
                "up: it needs GOUJI_SMTP_URL (smtp://host:port), GOUJI_MAIL_FROM and GOUJI_MAIL_TO."
            )
        ways["mail"] = lambda notice: _mail(notice, url, sender, receivers)
    if hook := environment.get("GOUJI_WEBHOOK_URL"):
        if urlsplit(hook).scheme not in ("http", "https"):
            raise DeliveryError(
                "GOUJI_WEBHOOK_URL 须以 http(s):// 开头。 / GOUJI_WEBHOOK_URL must begin with http(s)://."
            )
        ways["webhook"] = lambda notice: _post(notice, hook)
    return ways


def _tried(name: str, send: Send, notice: Notice) -> str | None:
    """Sends, three times where need be; returns why it failed in the end."""
    for wait in (*WAITS, None):
        try:
            send(notice)
            return None
        # OSError holds what sockets, TLS, smtplib and urllib raise.
        except OSError as error:
            if wait is None:
                # The text of an error never holds the URL, which may hold a password.
                return f"通知未能送出 / notice not sent: {name}: {type(error).__name__}: {error}"
            time.sleep(wait)
    raise AssertionError("unreachable")


def _mail(notice: Notice, url: str, sender: str, receivers: str) -> None:
    server = urlsplit(url)
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = notice.title, sender, receivers
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain="gouji")
    message.set_content(notice.body)
    host, tls = server.hostname or "", ssl.create_default_context()
    connection = (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=SECONDS, context=tls)
        if server.scheme == "smtps"
        else smtplib.SMTP(host, server.port or 25, timeout=SECONDS)
    )
    with connection as smtp:
        smtp.ehlo()
        if server.scheme == "smtp" and (server.password or smtp.has_extn("starttls")):
            smtp.starttls(context=tls)
            smtp.ehlo()
        if server.username and server.password:
            smtp.login(unquote(server.username), unquote(server.password))
        smtp.send_message(message)


def _post(notice: Notice, url: str) -> None:
    # ``msgtype`` and ``text`` are the plain text message of several office messengers; the rest is for programs.
    payload = {
        "msgtype": "text",
        "text": {"content": f"{notice.title}\n{notice.body}"},
        "title": notice.title,
        **notice.details,
    }
    request = urllib.request.Request(
        url, json.dumps(payload, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        answer.read()
