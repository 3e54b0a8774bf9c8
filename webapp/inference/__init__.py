"""The network that answers, and what pages ask of networks.

Read ``recognizer`` (with ``explanations``), then ``activation`` and ``model_watch`` (which network
answers), ``sharing`` and ``preview_picture`` (shared drawings). ``run_networks``, ``samples``,
``filter_pictures`` and ``evaluations`` show a run's network; what they compute is kept in a
``cache``.
"""
