"""Schemas: what goes over the wire, checked on the way in, described in the OpenAPI document.

Read ``base`` first; then there is one module for each resource, and ``strokes`` for the strokes
that two of them take, and for pictures ``pictures``, with ``code_samples`` that send them.
"""
