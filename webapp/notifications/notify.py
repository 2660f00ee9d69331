"""GOV.UK Notify: hand letters to its API, as a sender among the others."""

from email.message import EmailMessage
from http import HTTPStatus

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from webapp.config import NotifyService
from webapp.notifications.senders import PATIENCE, LetterRefused, ServerUnavailable


class NotifySender:
    """Hands letters to GOV.UK Notify, whose template holds ((subject)) and ((body))."""

    def __init__(self, service: NotifyService) -> None:
        self.service = service
        self._client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            service.key, base_url=service.address, timeout=PATIENCE
        )

    def send(self, letter: EmailMessage) -> None:
        """Return once Notify has taken it; raises LetterRefused or ServerUnavailable.

        The letter's Message-ID is its reference there, so one sent twice can be told.
        """
        try:
            self._client.send_email_notification(  # type: ignore[no-untyped-call]
                email_address=letter["To"].addresses[0].addr_spec,
                template_id=self.service.template,
                personalisation={"subject": letter["Subject"], "body": letter.get_content()},
                reference=letter["Message-ID"],
            )
        except APIError as error:
            # 400 is about this one letter; a wrong key, a limit or a fault stops them all.
            kind = (
                LetterRefused if error.status_code == HTTPStatus.BAD_REQUEST else ServerUnavailable
            )
            raise kind(str(error)) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._client.request_session.close()
