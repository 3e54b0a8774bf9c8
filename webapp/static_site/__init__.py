"""The demo as a folder of files, for hosts that run no program: ``python -m webapp site FOLDER``.

Read ``commands`` first; ``writing`` makes the folder, ``pages`` says which pages are in it, and
``addresses`` leads from one file to the other. ``one_file`` writes one run as a single file.
"""
