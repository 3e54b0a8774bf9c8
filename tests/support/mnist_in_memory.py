"""Imported by the process that commands are forked from, so that each finds MNIST in memory."""

from __future__ import annotations

from nnet.core import data
from tests.support.kept_mnist import kept

data._read = kept(data._read)
data.load_mnist()
