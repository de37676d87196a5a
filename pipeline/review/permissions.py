"""Who may do what: one table, which the routes name and the tests walk through."""

from typing import Literal, get_args

Role = Literal["drafter", "reviewer", "signer", "administrator", "auditor"]
ROLES: tuple[str, ...] = get_args(Role)

PERMISSIONS: dict[str, frozenset[str]] = {
    permission: frozenset(roles.split())
    for permission, roles in {
        "account.own": "drafter reviewer signer administrator auditor",  # own password, script, text size
        "people.manage": "administrator",
        "submission.create": "drafter",
        "submission.edit": "drafter",  # form, interpretation, consultations, attachments, one's own department
        "submission.submit": "drafter",
        "submission.see": "drafter reviewer signer auditor",  # which ones: store.people.seen_by
        "submission.export": "drafter reviewer signer auditor",
        "search.use": "drafter reviewer signer auditor",
        "review.queue": "reviewer auditor",
        "review.decide": "reviewer",
        "review.assign": "reviewer",
        "review.release": "reviewer",
        "sign.queue": "signer auditor",
        "sign.sign": "signer",
        "learning.export": "reviewer",  # whole texts: nothing for who manages people and reads no document
        "audit.see": "auditor administrator",
        "audit.export": "auditor",
    }.items()
}


def allowed(role: str, permission: str) -> bool:
    """Return whether a role has a permission.

    Raises:
        KeyError: no such permission: a route names one that the table lacks.
    """
    return role in PERMISSIONS[permission]
