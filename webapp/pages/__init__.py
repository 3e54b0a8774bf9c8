"""The HTML pages: ``site``, the pages of shared ``drawings``, their
``moderation``, the ``rooms`` of classes, and ``/metrics`` for Prometheus."""
