"""A neural network written from scratch on NumPy, and what it takes to train, keep and use one.

Read it from the ground up: ``data`` and ``preprocessing`` make the inputs, ``layers``,
``activations`` and ``losses`` are the mathematics, ``network`` and ``optimizers`` compose them,
``training`` is the loop, ``recipes`` are the named configurations, and ``experiment`` runs one of
them from start to end.
"""
