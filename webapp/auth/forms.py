"""Forms for signing in, for proof of who one is and for a new password."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError

from webapp.auth import passwords
from webapp.fields import Needed

LONGEST_EMAIL = 200


def _lower(text: str | None) -> str:
    """Take an address as it is stored."""
    return (text or "").strip().lower()


def _email(_form: FlaskForm, field: StringField) -> None:
    """Refuse what cannot be an e-mail address."""
    text = field.data or ""
    if "@" not in text or len(text) > LONGEST_EMAIL or not text.isprintable() or " " in text:
        raise ValidationError("Enter an email address in the right form, like name@example.com")


def _not_endless(_form: FlaskForm, field: PasswordField) -> None:
    """Refuse a text no password can be, since checking it would take long."""
    if len(field.data or "") > passwords.LONGEST:
        raise ValidationError(f"Password must be {passwords.LONGEST:,} characters or fewer")


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail address and password."""

    email = StringField(
        "Email address", filters=[_lower], validators=[Needed("Enter your email address"), _email]
    )
    password = PasswordField("Password", validators=[Needed("Enter your password"), _not_endless])


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The password of whoever is signed in."""

    password = PasswordField("Password", validators=[Needed("Enter your password"), _not_endless])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and a new one; `about` are texts the new one must not be made of."""

    present = PasswordField(
        "Present password", validators=[Needed("Enter your present password"), _not_endless]
    )
    new = PasswordField("New password", validators=[Needed("Enter a new password")])

    def __init__(self, about: tuple[str, ...]) -> None:
        super().__init__()
        self.about = about

    def validate_new(self, field: PasswordField) -> None:
        """Refuse a new password that is easy to guess or is the present one."""
        if reason := passwords.why_weak(field.data or "", self.about):
            raise ValidationError(reason)
        if field.data == self.present.data:
            raise ValidationError("New password must differ from the present one")
