"""How a question ended. Stored and counted; the first word groups them."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """One per message. ``answered_*`` always has a source; ``abstained_*`` always offers a way on."""

    ANSWERED_FAQ = "answered_faq"
    ANSWERED_DIP = "answered_dip"
    ANSWERED_DOCUMENT = "answered_document"
    ANSWERED_CASE_STATUS = "answered_case_status"
    ASKED_BACK = "asked_back"
    ABSTAINED_NO_EVIDENCE = "abstained_no_evidence"
    ABSTAINED_AMBIGUOUS = "abstained_ambiguous"
    ABSTAINED_OUT_OF_SCOPE = "abstained_out_of_scope"
    ABSTAINED_RESTRICTED = "abstained_restricted"
    ESCALATED_REQUEST = "escalated_request"
    ESCALATED_COMPLAINT = "escalated_complaint"
    ESCALATED_OBJECTION = "escalated_objection"
    ESCALATED_HOAX = "escalated_hoax"
    ESCALATED_HUMAN = "escalated_human"
    SPARED_REQUEST = "spared_request"
    """A citizen opened an existing answer before filing, and then did not file."""
    CONVERSED = "conversed"
    """A turn that asked no question of the office: a form answer, a greeting, a menu."""
    FAILED_ENGINE = "failed_engine"
    FAILED_INPUT = "failed_input"
