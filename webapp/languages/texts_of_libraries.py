"""What HTTP calls its statuses, and what marshmallow says of values that cannot be used."""

from __future__ import annotations


def N_(template: str) -> str:  # the name by which Babel finds it
    """Mark a text for translators."""
    return template


TEXTS_OF_LIBRARIES = (
    N_("Bad Request"),
    N_("Unauthorized"),
    N_("Forbidden"),
    N_("Not Found"),
    N_("Method Not Allowed"),
    N_("Request Timeout"),
    N_("Conflict"),
    N_("Length Required"),
    N_("Request Entity Too Large"),
    N_("Content Too Large"),
    N_("Unsupported Media Type"),
    N_("Unprocessable Entity"),
    N_("Unprocessable Content"),
    N_("Too Many Requests"),
    N_("Internal Server Error"),
    N_("Service Unavailable"),
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Invalid value."),
    N_("Invalid input type."),
    N_("Not a valid list."),
    N_("Not a valid string."),
    N_("Not a valid number."),
    N_("Number too large."),
    N_("Not a valid integer."),
    N_("Special numeric values (nan or infinity) are not permitted."),
    N_("Not a valid boolean."),
    N_("Not a valid mapping type."),
    N_("Must be greater than or equal to %(least)s and less than or equal to %(most)s."),
    N_("Must be greater than %(least)s and less than or equal to %(most)s."),
    N_("Must be greater than or equal to %(least)s."),
    N_("Must be greater than %(least)s."),
    N_("Must be less than or equal to %(most)s."),
    N_("Shorter than minimum length %(least)s."),
    N_("Longer than maximum length %(most)s."),
    N_("Length must be between %(least)s and %(most)s."),
    N_("Length must be %(length)s."),
    N_("String does not match expected pattern."),
    N_("Must be one of: %(choices)s."),
)
"""Templates; the more special of two that fit a text stands first."""
