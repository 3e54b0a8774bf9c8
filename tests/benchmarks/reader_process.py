"""A process that reads pictures with the code of one checkout, as often as it is told.

It is started as a file, with a checkout on the path: see ``against.py``. A line ``NAME COUNT``
is answered with the processor time that so many readings of that picture took, in seconds.
"""

from __future__ import annotations

import pickle
import sys
import time

import numpy as np

from nnet.strokes.types import Stroke
from webapp.inference.recognizer import Recognizer
from webapp.server.malloc import return_freed_memory


def main() -> None:
    """Read the drawings from the file that is named, then answer lines."""
    return_freed_memory()
    with open(sys.argv[1], "rb") as file:
        drawings = pickle.load(file)
    recognizer = Recognizer.from_file()
    for line in sys.stdin:
        name, count = line.rsplit(" ", 1)
        picture, sent = drawings[name]
        strokes = [Stroke(np.array(stroke["points"]), stroke["width"]) for stroke in sent]
        started = time.process_time()
        for _ in range(int(count)):
            recognizer.recognize(picture, strokes)
        print(time.process_time() - started, flush=True)


main()
