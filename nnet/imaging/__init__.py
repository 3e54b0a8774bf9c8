"""Pictures: decoded, freed from paper and light, scaled and centred; and PNG back out.

Read ``opening`` (bytes to a picture), ``picture_formats`` (what bounds each format, with
``file_parts``, ``tiff_directory`` and ``avif_items``), ``decoding`` (a picture to its ink) and what
it needs of photographs: ``photographs``, ``ruled_lines``, ``connected_components``. Then
``size_normalisation``, which makes MNIST's 28x28 pixels of ink.
``picture_errors`` names what can be wrong. ``png`` encodes, ``fonts`` finds fonts.
"""
