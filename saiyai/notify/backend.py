"""Mail of the framework and its apps (sign-in, password) goes through the outbox as well."""

from django.core.mail.backends.base import BaseEmailBackend

from saiyai.notify import writing


class OutboxBackend(BaseEmailBackend):
    """Queues each message once per recipient."""

    def send_messages(self, email_messages):
        for message in email_messages:
            for recipient in message.recipients():
                writing.queue_text(to=recipient, subject=message.subject, body=message.body, purpose="account")
        return len(email_messages)
