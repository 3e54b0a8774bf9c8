"""Random input for minutes on end: ``python -m tests.fuzz``."""
