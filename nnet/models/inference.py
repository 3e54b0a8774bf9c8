"""Inference: a trained network, arranged to read a few pictures quickly.

The textbook's layers share their ways with training, which has a hundred pictures at a time. With
one picture most of their time goes into views, sums and copies. Here a convolution lays out whole
patches and is one matrix product, and rectifiers work in place. Between steps pictures lie as in
``core/convolution.py``, so that any other layer is asked as it is.

Nothing is kept between two calls: threads can share one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnet.core.activations import ReLU
from nnet.core.convolution import FEW, Conv2D
from nnet.core.layers import Dense, Shape
from nnet.core.network import Network

Step = Callable[[np.ndarray], np.ndarray]

MAX_PATCHES_BYTES = 2 * 1024 * 1024
"""What a layer's patches of all pictures that are read at once may take. Larger arrays are slower
to fill than the fewer calls are worth: they do not fit into a processor's cache."""


class Inference:
    """A network's forward pass outside training; it shares the network's weights."""

    def __init__(self, network: Network) -> None:
        self._steps: list[Step] = []
        self._output_shape, self._dtype = network.output_shape, network.dtype
        shape, is_ours, most = network.input_shape, False, 1
        for layer in network.layers:
            following, _ = layer.shapes(shape)
            if isinstance(layer, Conv2D):
                convolution = _Convolution(layer, following)
                most = max(most, convolution.patches_bytes)
                self._steps.append(convolution)
            elif isinstance(layer, ReLU) and is_ours:
                self._steps.append(_Rectifier(following, network.dtype))
            else:
                self._steps.append(layer.forward)
            # What comes before the first layer with weights may still be a view of the inputs.
            is_ours = is_ours or isinstance(layer, Conv2D | Dense)
            shape = following
        self._at_once = max(1, MAX_PATCHES_BYTES // most)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        """Return the outputs of the last layer, one row an example."""
        if len(inputs) <= self._at_once:
            return self._forward(inputs)
        outputs = np.empty((len(inputs), *self._output_shape), self._dtype)
        for start in range(0, len(inputs), self._at_once):
            part = slice(start, start + self._at_once)
            outputs[part] = self._forward(inputs[part])
        return outputs

    def _forward(self, inputs: np.ndarray) -> np.ndarray:
        for step in self._steps:
            inputs = step(inputs)
        return inputs


class _Convolution:
    """A convolution as one product: ``outputs = patches @ weights + biases``.

    inputs   (height, batch, width, channels)
    patches  (height', batch, width', kernel, kernel, channels), as a matrix with one row a place;
             of pictures with few channels the other way round, see ``core/im2col.py``
    outputs  (height', batch, width', filters)
    """

    def __init__(self, layer: Conv2D, output_shape: Shape) -> None:
        self._kernel, self._stride, self._padding = layer.kernel, layer.stride, layer.padding
        self._rows, self._columns, filters = output_shape
        self._weights = layer.weights.value.reshape(-1, filters)
        # As many as lie side by side in memory: NumPy's inner loop runs over a row of pixels.
        self._biases = np.tile(layer.biases.value, (self._columns, 1)) if layer.bias else None
        self._numbers_first = len(self._weights) < FEW * self._kernel

    @property
    def patches_bytes(self) -> int:
        """What the patches of one picture take."""
        return self._rows * self._columns * len(self._weights) * self._weights.itemsize

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        patches = self._patches(self._padded(pictures))
        shape = (self._rows, pictures.shape[1], self._columns, self._weights.shape[1])
        outputs = np.empty(shape, self._weights.dtype)
        np.matmul(patches, self._weights, out=outputs.reshape(-1, shape[-1]))
        if self._biases is not None:
            outputs += self._biases
        return outputs

    def _padded(self, pictures: np.ndarray) -> np.ndarray:
        """Return the pictures with zeros around them, in order in memory."""
        if not self._padding:
            return np.ascontiguousarray(pictures)
        height, batch, width, channels = pictures.shape
        before, more = self._padding, 2 * self._padding
        padded = np.zeros((height + more, batch, width + more, channels), pictures.dtype)
        padded[before : before + height, :, before : before + width] = pictures
        return padded

    def _patches(self, pictures: np.ndarray) -> np.ndarray:
        """Return what each place sees: (height' * batch * width', kernel^2 * channels)."""
        batch, channels = pictures.shape[1], pictures.shape[3]
        down, across, right, deeper = pictures.strides
        places = self._rows, batch, self._columns
        steps = down * self._stride, across, right * self._stride
        square, within = (self._kernel, self._kernel, channels), (down, right, deeper)
        if self._numbers_first:
            shape, strides = (*square, *places), (*within, *steps)
        else:
            shape, strides = (*places, *square), (*steps, *within)
        # The same as ``as_strided`` in a tenth of its time.
        windows = np.ndarray(shape, pictures.dtype, pictures, strides=strides)
        patches = np.empty(shape, pictures.dtype)
        np.copyto(patches, windows)
        count = len(self._weights)
        return patches.reshape(count, -1).T if self._numbers_first else patches.reshape(-1, count)


class _Rectifier:
    """``max(inputs, 0)``, written over the inputs."""

    def __init__(self, shape: Shape, dtype: np.dtype) -> None:
        # A row of zeros: compared with one zero NumPy takes twice as long.
        self._zeros = np.zeros(shape[-2:], dtype)

    def __call__(self, inputs: np.ndarray) -> np.ndarray:
        return np.maximum(inputs, self._zeros, out=inputs)
