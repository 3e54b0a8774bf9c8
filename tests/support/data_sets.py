"""Tiny made-up data sets, each class with a pattern of its own, in the forms that are read."""

from __future__ import annotations

import gzip
import struct

import numpy as np
from PIL import Image


def patterns(classes, each, seed=0):
    """Return (classes * each) pictures that are easily told apart, and their labels, sorted."""
    prototypes = np.random.default_rng(7).random((classes, 28, 28)) < 0.2
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), each)
    noise = rng.integers(0, 60, (len(labels), 28, 28))
    return (prototypes[labels] * 190 + noise).astype(np.uint8), labels.astype(np.uint8)


def idx(array):
    """Return an array as an IDX file."""
    head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.tobytes()


def write_idx(folder, learning, test, prefix="", compressed=True):
    """Write four IDX files of (images, labels) to learn from and to test on."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {"train": learning, "test" if prefix else "t10k": test}
    for part, (images, labels) in parts.items():
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            path = folder / f"{prefix}{part}-{kind}-ubyte"
            content = idx(array)
            if compressed:
                path, content = path.with_name(f"{path.name}.gz"), gzip.compress(content, 1)
            path.write_bytes(content)
    return folder


def write_csv(path, images, labels, names=None, heading=False):
    """Write a CSV file; names stand for the labels where they are given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(["label", *(f"pixel{n}" for n in range(784))])] if heading else []
    for image, label in zip(images, labels, strict=True):
        lines.append(f"{names[label] if names else label},{','.join(map(str, image.ravel()))}")
    path.write_text("\n".join(lines) + "\n")
    return path.parent


def write_pictures(folder, images, labels, names, kind="png"):
    """Write pictures into sub-folders of the names of their labels."""
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        path = folder / names[label] / f"{number:04}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    return folder


def write_classes(folder, names):
    """Write the names of the classes."""
    (folder / "classes.txt").write_text("\n".join(names) + "\n", "utf-8")
    return folder
