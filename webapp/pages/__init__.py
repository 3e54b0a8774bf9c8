"""The HTML pages: ``site``, the pages of shared ``drawings``, their
``moderation``, and ``/metrics`` for Prometheus."""
