"""Export of a model for other programs: as ONNX, safetensors or plain NumPy arrays.

Every format carries the same description, ``about``: how a picture becomes the network's input, and
a few pictures with the answers that a program must get to have understood everything.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from nnet.core.data import IMAGE_SIDE, Dataset, load_test_digits
from nnet.imaging.size_normalisation import CENTER, DIGIT_SIDE, INK_LEVEL
from nnet.models.archive import dump_arrays
from nnet.models.checkpoint import Model
from nnet.models.onnx_graph import onnx_model

SAMPLES = 10


SUMMARY = (
    "Scale the ink's bounding box so that its longest side fits, averaging areas; place it so that "
    "its center of mass lies on the center pixel; ink is 255."
)
AS_THEY_ARE = "Pictures are as in the data set that the network learned from; ink is 255."


def export_model(model: Model, kind: str, pictures: Dataset | None = None) -> bytes:
    """Return a model as the bytes of a file; ``kind`` is a key of ``FORMATS``.

    pictures  what it was tested on, of which the first few go along; MNIST's test digits
              unless given

    Raises ``ValueError`` when the format needs a package that is not installed, or the model has a
    layer that the format cannot express.
    """
    try:
        tested = load_test_digits() if pictures is None else pictures
        return FORMATS[kind](model, _about(model, tested[:SAMPLES]))
    except ImportError as error:
        raise ValueError(
            f"The package {error.name} is not installed, which {kind} needs: "
            "pip install -r requirements-export.txt"
        ) from None


def _about(model: Model, digits: Dataset) -> dict[str, Any]:
    """Return what another program has to know, as plain values for JSON."""
    answers = model.probabilities(digits.images)
    return {
        "name": f"Inknet {model.recipe}",
        "architecture": model.architecture,
        "model_sha256": model.sha256,
        "classes": model.config.classes,
        "layers": [layer.config() for layer in model.folded.layers],
        "loss": model.config.loss,
        "temperature": model.temperature,
        "preprocessing": {
            "summary": SUMMARY if model.reads_digits else AS_THEY_ARE,
            "ink_level": INK_LEVEL,
            "digit_side": DIGIT_SIDE,
            "image_side": IMAGE_SIDE,
            "center": CENTER,
            "scale": "pixels are divided by 255",
        },
        "samples": [
            {
                "pixels_base64": base64.b64encode(image.tobytes()).decode(),
                "label": int(label),
                "probabilities": [float(value) for value in answer],
            }
            for image, label, answer in zip(digits.images, digits.labels, answers, strict=True)
        ],
    }


def _npz(model: Model, about: dict[str, Any]) -> bytes:
    return dump_arrays(model.folded.named_arrays(), about)


def _safetensors(model: Model, about: dict[str, Any]) -> bytes:
    from safetensors.numpy import save

    return save(model.folded.named_arrays(), {"about": json.dumps(about)})


def _onnx(model: Model, about: dict[str, Any]) -> bytes:
    return onnx_model(model, {"about": json.dumps(about)})


FORMATS: dict[str, Callable[[Model, dict[str, Any]], bytes]] = {
    "onnx": _onnx,
    "safetensors": _safetensors,
    "npz": _npz,
}
"""The formats by the names that the command line and the files have."""
