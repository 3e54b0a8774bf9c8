"""The files of pictures: known by their content, bounded before they are decoded, and opened.

Read ``opening`` (bytes to an upright picture), then ``formats``, which says what bounds each one,
with ``file_parts``, ``tiff_directory`` and ``avif_items``. ``errors`` names what can be wrong.
"""
