"""Recorded work: trainings, sweeps and studies, from a configuration to a row in the store.

``experiment`` trains one run, ``recorder`` writes down what it reaches, ``pace`` how fast it is.
``worker`` and ``dask_cluster`` take the work to other processes; ``sweep`` trains many runs.
``studies`` computes what is requested: ``duration``, ``lr_range_test``, ``corruptions`` and
``embedding``. The networks beside the model are trained by ``rejection_training`` and
``stroke_training``.
"""
