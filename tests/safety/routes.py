"""Every route of an application, with addresses to call them at."""

from __future__ import annotations

import re

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
UNSAFE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PUBLIC = {
    "predictions.create",
    "inside_layers.layers",
    "inside_units.unit",
    "inside_damage.measure",
    "drawings.create",
    "corrections.create",
    "inside_reasons.explain",
    "inside_reasons.contrast",
    "inside_neighbours.find",
    "inside_changes.find",
    "visitor_runs.start",
    "room_phones.join",
    "room_phones.edit",
    "room_phones.draw",
    "room_phones.forget",
    "room_phones.cast",
    "inside_steps.take",
    "inside_steps.check",
    "inside_film.read",
    "signing_in.sign_in_by_token",
    "signing_in.sign_out",
}
"""What strangers may do; a line more here is a decision to be looked at."""


def rules(app):
    """Return every rule of the map of routes."""
    return list(app.url_map.iter_rules())


def address(rule, value="1a2b3c"):
    """Return an address of a rule, with a value for each of its parameters."""
    return re.sub("<[^>]*>", value, re.sub("<int:[^>]*>", "1", rule.rule))


def unsafe_routes(app):
    """Return method, address and endpoint of each route that may change something."""
    return [
        (method, address(rule), rule.endpoint)
        for rule in rules(app)
        for method in sorted(rule.methods - SAFE_METHODS)
    ]


def small_run(runs):
    """Return the id of the run whose network is the smallest, and is asked at once."""
    return min(runs, key=lambda run: run["parameters"])["id"]
