"""The HTML pages: ``site``, the pages of shared ``drawings``, and ``/metrics`` for Prometheus."""
