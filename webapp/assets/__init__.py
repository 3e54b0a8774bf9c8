"""What pages load besides themselves: scripts, styles, pictures.

``files`` serves them, ``modules`` names in a page's head what its scripts import, and ``plotly``
serves the one script that is not ours. ``inlining`` puts all of it into a page that is one file.
"""
