"""The return codes that can be told from a document alone (reference 7.2): T01, T02, T03, T15."""

from collections.abc import Sequence

from pipeline.classify.attribute import Fired
from pipeline.classify.declared import Declared
from pipeline.doc import Doc, Label

_SECRET_CODE = 1
_LAID_OUT = frozenset(
    {"resolution", "decision", "opinion", "notice", "circular", "report", "request", "reply", "bill", "letter"}
)


def missing(doc: Doc, form: str, declared: Declared, label: Label | None, fired: Sequence[Fired]) -> tuple[str, ...]:
    """Return the codes in order, after those that the document already has."""
    codes = set(doc.missing or ())
    if label is not None:
        codes.update(_attribute_codes(declared, fired))
    if _layout_lacks(doc, form) or _contradicts(declared, label):
        codes.add("T15")
    return tuple(sorted(codes))


def _attribute_codes(declared: Declared, fired: Sequence[Fired]) -> set[str]:
    if declared.label is None:
        return {"T01"}
    if declared.label == "proactive":
        return set()
    if not declared.reason:
        return {"T02"}
    return set() if _fits(declared, fired) else {"T03"}


def _fits(declared: Declared, fired: Sequence[Fired]) -> bool:
    """Return whether the reason names a refusal reason, and one that the document's own grounds know."""
    if not declared.codes:
        return False
    if _SECRET_CODE in declared.codes:
        return False  # a document with a secrecy mark never comes here (screen): without one the reason cannot hold
    known = {f.ground.reason_code for f in fired if f.ground.supports == "withheld" and f.ground.reason_code}
    return not known or not known.isdisjoint(declared.codes)


def _layout_lacks(doc: Doc, form: str) -> bool:
    """Return whether an element is absent that a document of this form carries (GB/T 9704-2012)."""
    if doc.elements is None or form not in _LAID_OUT:
        return False
    present = {e.label for e in doc.elements}
    wanted = {"title", "issue_date"}
    issuer = bool(present & {"signature", "issuer_mark"})
    addressed = form not in {"letter", "request", "report"} or "addressee" in present
    return not wanted <= present or not issuer or not addressed


def _contradicts(declared: Declared, label: Label | None) -> bool:
    return declared.label is not None and label is not None and declared.label != label
