"""What every answer has in common, whichever view gives it.

Read ``problems`` and ``errors`` (what goes wrong), ``responses`` and ``openapi`` (what goes right),
then what is done around a view: ``requests``, ``trusted_hosts``, ``security_headers``,
``site_address``, ``client_address``, ``gate``, ``rate_limits`` with ``local_counts``, ``logs``
and ``i18n``.
"""
