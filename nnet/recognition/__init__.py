"""From a picture to an answer.

Read ``pipeline`` from top to bottom; its stages are in ``segmentation``, ``cutting`` (with
``stroke_segmentation`` and ``seam_carving``, its two ways), ``lattice`` and ``rejection``, the
guard. ``preparation`` explains an answer.
"""
