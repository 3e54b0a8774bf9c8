"""From a picture to an answer.

Read ``pipeline`` from top to bottom; its stages are in ``segmentation``, ``cutting`` (with
``stroke_segmentation`` and ``seam_carving``, its two ways), ``lattice`` and ``rejection``, the
guard. ``stroke_vote`` and ``stroke_reader`` add what the strokes tell, ``reading`` is what comes of
it all, and ``preparation`` explains it.
"""
