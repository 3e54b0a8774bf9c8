"""Backups of the store: ``python -m webapp backup`` and ``restore``.

``commands`` is what is typed, ``files`` writes files whole or not at all and keeps the newest,
``sqlite`` and ``postgresql`` copy, check and put back a store of each kind.
"""
