"""Work that goes on while nobody asks: what is queued is trained, what is requested is computed.

``poller`` is the thread that it happens in, ``runs`` and ``studies`` hand work to other processes,
and ``leader_lock`` lets one process of an instance folder do it. ``configurations`` and
``catalogue`` say what can be queued.
"""
