"""The ink of pictures: found in several ways, scaled and centred as MNIST's; and PNG back out.

Read ``decoding`` (what may be a picture's ink) and what it needs: ``paper`` and ``thresholding``;
for photographs ``photographs``, ``foreground``, ``ruled_lines``, ``morphology`` and
``connected_components``. Then ``size_normalisation``, which makes MNIST's 28x28 pixels of ink.
``png`` encodes, ``fonts`` finds fonts.
"""
