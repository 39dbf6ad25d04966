"""alur:mail: sends a mail (to, subject, body, optionally cc) by the server in ALUR_SMTP, or writes it to the outbox."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from bpmn.sentence import say
from engine.jobs.connectors.base import Call, Outside, Trouble

PORTS = {"smtp": 587, "smtps": 465}


def send(call: Call, outside: Outside) -> Mapping[str, Any]:
    """ALUR_SMTP is smtp://user:password@host:port (with STARTTLS where the server offers it) or smtps://..."""
    message = _message(call, outside)
    if outside.smtp:
        _deliver(message, urlsplit(outside.smtp), outside.timeout)
    else:
        _put_into_outbox(message, call, outside)
    return {}


def _message(call: Call, outside: Outside) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"] = outside.mail_from
        message["To"] = _addresses(call.value("to"), call)
        if call.value("cc"):
            message["Cc"] = _addresses(call.value("cc"), call)
        message["Subject"] = call.needed("subject")
    except (ValueError, IndexError) as error:  # a line break in a header, a broken address
        raise Trouble(say("The mail cannot be written: {trouble}", trouble=error), permanent=True) from error
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{call.idempotency_key}@{outside.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(call.needed("body"))
    return message


def _addresses(value: object, call: Call) -> list[Address]:
    texts = value if isinstance(value, list) else str(value).replace(";", ",").split(",") if value else []
    found = [Address(addr_spec=str(text).strip()) for text in texts if str(text).strip()]
    if not found:
        raise Trouble(
            say(
                "The job {type} needs the address of a receiver in {name}; found: {found}.",
                type=call.type, name="to", found=value,
            ),
            permanent=True,
        )  # fmt: skip
    return found


def _deliver(message: EmailMessage, server: SplitResult, timeout: float) -> None:
    context = ssl.create_default_context()
    where = (server.hostname or "localhost", server.port or PORTS.get(server.scheme, 25))
    try:
        if server.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=timeout, context=context)
        else:
            client = smtplib.SMTP(*where, timeout=timeout)
        with client:
            client.ehlo()
            if server.scheme != "smtps" and client.has_extn("starttls"):
                client.starttls(context=context)
            if server.username:
                client.login(unquote(server.username), unquote(server.password or ""))
            client.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        raise _trouble(error, permanent=code >= 500) from error
    except smtplib.SMTPResponseException as error:
        raise _trouble(error, permanent=error.smtp_code >= 500) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _trouble(error, permanent=False) from error


def _trouble(error: Exception, *, permanent: bool) -> Trouble:
    return Trouble(say("The mail server did not take the mail: {trouble}", trouble=error), permanent=permanent)


def _put_into_outbox(message: EmailMessage, call: Call, outside: Outside) -> None:
    """One file per job: the same job at a second attempt replaces its own file."""
    target = outside.outbox / f"{call.idempotency_key}.eml"
    half = target.with_suffix(".part")
    try:
        outside.outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        half.write_bytes(message.as_bytes())
        half.replace(target)
    except OSError as error:
        raise Trouble(
            say(
                "The mail cannot be written to {place}: {trouble}",
                place=outside.outbox,
                trouble=error.strerror or error,
            )
        ) from error
