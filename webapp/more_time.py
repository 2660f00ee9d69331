"""More time than the deadline gives: until when the programme office extended it for an update."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from models import Extension, ProgressUpdate

LATER = aliased(Extension)
MORE_TIME = (
    select(Extension.until)
    .where(
        Extension.update_id == ProgressUpdate.id,
        ~exists().where(LATER.update_id == Extension.update_id, LATER.id > Extension.id),
    )
    .correlate(ProgressUpdate)
    .scalar_subquery()
)
"""The last day that was given last, as a column beside a ProgressUpdate; empty without one."""
