"""Layers: the contract of all, and the dense ones, with the formulas of both directions.

Every layer keeps to the same contract. ``shapes`` says what fits, ``build`` draws the weights.
``forward(inputs)`` returns the outputs of a whole minibatch, one row an example. During training
(``training=True``) a layer remembers what ``backward`` will need; otherwise it remembers nothing,
so that threads can share one network. ``backward`` receives G = dLoss/d(outputs), stores the
gradients of its own parameters and returns dLoss/d(inputs) for the layer before it.

The formulas are those of Nielsen, *Neural Networks and Deep Learning*, chapter 2 (BP1 to BP4),
written for a minibatch at once. The arrays that training returns belong to the layer and are
overwritten by its next call.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

Shape = tuple[int, ...]

INITIALISERS = ("normal", "lecun", "he")


def require_whole(what: str, value: Any, least: int = 1, most: int = 100_000) -> None:
    """Raise ``ValueError`` unless a setting is a whole number from ``least`` to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(
            f"{what} must be a whole number from {least:,} to {most:,}, got {value!r}."
        )


def require_pictures(input_shape: Shape) -> None:
    """Raise ``ValueError`` unless one example is a picture: (height, width, channels)."""
    if len(input_shape) != 3:
        raise ValueError(
            f"Pictures are needed, shape (height, width, channels), got inputs of shape "
            f"{input_shape}; an unflatten layer makes pictures of rows."
        )


class Parameter:
    """A trained array with its gradient, which has the same shape and type.

    name      what it is within its layer: ``weights``, ``biases`` and the like
    value     what the network computes with
    gradient  dLoss/d(value), as the latest ``backward`` left it
    decays    1 where weight decay applies, 0 where not; None when it applies everywhere. It is for
              weights: a bias or a scale that is drawn to zero says nothing about how smooth the
              function is.
    """

    def __init__(self, name: str, value: np.ndarray, decays: bool = True) -> None:
        self.name = name
        self.value = value
        self.gradient = np.zeros_like(value)
        self.decays: np.ndarray | None = None if decays else np.zeros_like(value)


class Layer:
    """What all layers share; see the module's text for the contract."""

    kind: ClassVar[str]
    """The layer's name in a configuration."""

    def __init__(self) -> None:
        self._buffers: dict[str, np.ndarray] = {}

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        """Return the shape of one example's outputs, and those of the layer's arrays by name.

        Raises ``ValueError`` when the inputs' shape does not fit. Nothing is allocated.
        """
        return input_shape, {}

    def build(self, input_shape: Shape, rng: np.random.Generator, dtype: np.dtype) -> None:
        """Draw the weights for inputs of a shape that fits."""

    def start_epoch(self, rng: np.random.Generator) -> None:
        """Take the epoch's source of randomness; most layers need none."""

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """Return the outputs for a minibatch of inputs."""
        raise NotImplementedError

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        """Return dLoss/d(inputs), or None when ``need_inputs`` says that nobody asks for it."""
        raise NotImplementedError

    def parameters(self) -> list[Parameter]:
        """Return the trained arrays, in a fixed order."""
        return []

    def state(self) -> dict[str, np.ndarray]:
        """Return what the layer keeps from training without its being trained, by name."""
        return {}

    def config(self) -> dict[str, Any]:
        """Return what ``create_layer`` needs to make this layer again."""
        return {"type": self.kind}

    def _buffer(self, name: str, like: np.ndarray) -> np.ndarray:
        """Return an array to write into, as large as ``like`` and laid out in the same order.

        It is the one of the step before, as long as minibatches keep their size.
        """
        array = self._buffers.get(name)
        if array is None or array.shape != like.shape:
            array = self._buffers[name] = np.empty_like(like)
        return array

    def _zeros(self, name: str, shape: Shape, dtype: np.dtype | type) -> np.ndarray:
        """Return an array to write into: zeros at first, then as the step before left it."""
        array = self._buffers.get(name)
        if array is None or array.shape != shape:
            array = self._buffers[name] = np.zeros(shape, dtype)
        return array


class Dense(Layer):
    """Fully connected layer: ``outputs = inputs @ weights.T + biases``.

    inputs   (batch, n_in)
    weights  (units, n_in): row j holds what unit j gives each input, as in Nielsen's w_jk
    outputs  (batch, units)

    Backward, with G = dLoss/d(outputs):
    dW = G.T @ inputs,  db = G.T @ 1,  d(inputs) = G @ weights

    During training outputs and gradients are kept one column an example and handed on transposed:
    at ten examples BLAS is a fifth faster with its long side first.

    init  ``normal``: weights and biases from N(0, 1), as the article and Nielsen's chapter 1 do;
          ``lecun``: weights from N(0, 1 / n_in), biases from N(0, 1), as Nielsen's chapter 3 does,
          which keeps sigmoid units from saturating at the start;
          ``he``: weights from N(0, 2 / n_in), biases 0 (He et al. 2015, equation 10), which keeps
          the size of the signal through ReLU layers.
    """

    kind = "dense"

    def __init__(self, units: int, init: str = "he") -> None:
        super().__init__()
        require_whole("The units of a dense layer", units)
        if init not in INITIALISERS:
            raise ValueError(f"init must be one of {', '.join(INITIALISERS)}, got {init!r}.")
        self.units = units
        self.init = init
        self._columns = self._inputs_gradient = self._ones = np.empty((0, 0))

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        if len(input_shape) != 1:
            raise ValueError(
                f"A dense layer of {self.units} units takes vectors, shape (n,), "
                f"got inputs of shape {input_shape}."
            )
        outputs = (self.units,)
        return outputs, {"weights": (self.units, input_shape[0]), "biases": outputs}

    def build(self, input_shape: Shape, rng: np.random.Generator, dtype: np.dtype) -> None:
        n_in = input_shape[0]
        deviation = {"normal": 1.0, "lecun": np.sqrt(1 / n_in), "he": np.sqrt(2 / n_in)}[self.init]
        # Drawn in float64 whatever the network's type is, so that networks of both types can start
        # from the same weights.
        weights = rng.standard_normal((self.units, n_in)) * deviation
        biases = np.zeros(self.units) if self.init == "he" else rng.standard_normal(self.units)
        self.weights = Parameter("weights", weights.astype(dtype))
        self.biases = Parameter("biases", biases.astype(dtype), decays=False)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        if not training:
            return inputs @ self.weights.value.T + self.biases.value
        if self._columns.shape[1] != len(inputs):
            self._columns = np.empty((self.units, len(inputs)), inputs.dtype)
            self._inputs_gradient = np.empty(inputs.shape[::-1], inputs.dtype)
            self._ones = np.ones(len(inputs), inputs.dtype)
        self._inputs = inputs
        outputs = np.dot(self.weights.value, inputs.T, out=self._columns).T
        outputs += self.biases.value
        return outputs

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        np.dot(gradient.T, self._inputs, out=self.weights.gradient)
        np.dot(gradient.T, self._ones, out=self.biases.gradient)
        if not need_inputs:
            return None
        return np.dot(self.weights.value.T, gradient.T, out=self._inputs_gradient).T

    def parameters(self) -> list[Parameter]:
        return [self.weights, self.biases]

    def config(self) -> dict[str, Any]:
        return {"type": self.kind, "units": self.units, "init": self.init}


class Dropout(Layer):
    """Silence a random share ``rate`` of the inputs at each training step (Srivastava et al. 2014).

    outputs = inputs * mask, where mask is 0 with probability ``rate`` and else 1 / (1 - rate), so
    that the expected outputs equal the inputs and nothing has to be rescaled afterwards.
    Backward: d(inputs) = G * mask. Outside training the inputs pass through unchanged.
    """

    kind = "dropout"

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise ValueError(
                f"Dropout rate must be at least 0 and below 1, got {rate!r}. "
                "Use rate=0 to switch dropout off."
            )
        self.rate = rate
        self._rng = np.random.default_rng()

    def start_epoch(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        if not training or self.rate == 0:
            return inputs
        outputs = self._buffer("outputs", inputs)
        mask = self._buffer("mask", inputs)
        # Drawn in the order in which the inputs lie in memory.
        in_rows = inputs.flags.c_contiguous
        shape = inputs.shape if in_rows else inputs.shape[::-1]
        drawn = self._rng.random(shape, dtype=np.float32)
        np.greater_equal(drawn if in_rows else drawn.T, self.rate, out=mask)
        mask /= 1 - self.rate
        return np.multiply(inputs, mask, out=outputs)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        if self.rate == 0:
            return gradient
        return np.multiply(gradient, self._buffers["mask"], out=self._buffers["outputs"])

    def config(self) -> dict[str, Any]:
        return {"type": self.kind, "rate": self.rate}
