"""A mail server on the loopback: it keeps what it is given, or answers as it is told."""
import asyncio
import email
import email.policy

from aiosmtpd.controller import Controller

from .program import free_port


class MailServer:
    """What came is in `mails`, parsed, and as it was `sent`.

    `answer` is a function of (command, recipient).  It returns None to take what comes, the text
    of a refusal, or how many seconds it keeps the client waiting.  The last command is
    'accepted', when a mail is there, and nobody knows yet.
    """

    def __init__(self):
        self.mails = []
        self.answer = lambda command, recipient: None
        self.port = free_port()
        self.uri = f'smtp://127.0.0.1:{self.port}'

    def __enter__(self):
        self._controller = Controller(
            self, hostname='127.0.0.1', port=self.port, enable_SMTPUTF8=False)
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    async def _answer(self, command, recipient):
        answer = self.answer(command, recipient)
        if isinstance(answer, (int, float)):
            await asyncio.sleep(answer)
            return None
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return await self._answer('MAIL', address) or '250 OK'

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = await self._answer('RCPT', address)
        if not refusal:
            envelope.rcpt_tos.append(address)
        return refusal or '250 OK'

    async def handle_DATA(self, server, session, envelope):
        refusal = await self._answer('DATA', envelope.rcpt_tos[0])
        if refusal:
            return refusal
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        mail.recipients, mail.sent = list(envelope.rcpt_tos), envelope.content
        self.mails.append(mail)
        return await self._answer('accepted', envelope.rcpt_tos[0]) or '250 OK'

    def fetch(self):
        "What came since the last time."
        found, self.mails = self.mails, []
        return found
