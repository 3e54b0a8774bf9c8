"""The tests. Two of their processes keep two cores busy: threads of BLAS would only wait."""

from __future__ import annotations

import os

# Before NumPy loads.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
