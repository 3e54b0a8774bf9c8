"""What every answer has in common, whichever view gives it.

Read ``problems`` and ``errors`` (what goes wrong), ``responses`` and ``openapi`` (what goes right),
then what is done around a view: ``requests``, ``trusted_hosts``, ``security_headers``,
``site_address``, ``rate_limits``, ``logs``, ``i18n`` and ``assets``.
"""
