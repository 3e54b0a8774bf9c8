"""Networks as they are configured, kept and handed on.

Read ``config`` and ``recipes`` (what a training does) and ``summary`` (a network's shapes). Then
``checkpoint`` on ``archive`` and ``files`` (model files); ``folding``, ``inference`` and
``temperature`` (what makes a trained network ready to answer); ``ensemble``, ``filters``, and
``export`` with ``onnx_graph``.
``network_file`` keeps the small networks beside the model. ``shipped/`` holds the model that
answers, the guard, the reader of strokes and the recorded runs.
"""
