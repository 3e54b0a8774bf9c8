"""A model as an ONNX graph, which other programs run and Netron draws.

ONNX keeps pictures as (batch, channels, height, width), this program as (height, batch, width,
channels). The graph turns them once on the way in and once before the dense layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnet.core.activations import LeakyReLU, Scale
from nnet.core.batch_norm import BatchNorm
from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense, Layer
from nnet.core.losses import QuadraticCost, SigmoidCrossEntropy, SoftmaxCrossEntropy, create_loss
from nnet.core.pooling import MaxPool2D, Unflatten
from nnet.models.checkpoint import Model

if TYPE_CHECKING:
    import onnx

OPSET = 17
IR_VERSION = 8
"""Of 2022, so that programs of the last years open the file."""

PLAIN = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}
"""Layers that are one operator without settings."""


def onnx_model(model: Model, metadata: Mapping[str, str]) -> bytes:
    """Return a model as the bytes of an ONNX file.

    Its input ``images`` is (n, 28, 28) uint8, ink 255; its output ``probabilities`` (n,
    classes) float32. Raises ``ImportError`` when onnx is not installed.
    """
    from onnx import TensorProto, helper

    graph = _Graph()
    pixels = graph.add("Cast", ["images"], to=TensorProto.FLOAT)
    value = graph.add("Div", [pixels, graph.constant("white", np.float32(255))])
    value = graph.add("Reshape", [value, graph.constant("rows", np.array([-1, 784]))])
    for position, layer in enumerate(model.folded.layers):
        value = _add_layer(graph, layer, f"layer{position + 1}", value)
    temperature = graph.constant("temperature", np.float32(model.temperature))
    value = graph.add("Div", [value, temperature])
    _add_probabilities(graph, create_loss(model.config.loss).kind, value)
    classes = len(model.config.classes)
    built = helper.make_model(
        helper.make_graph(
            graph.nodes,
            f"inknet_{model.recipe.replace('-', '_')}",
            [helper.make_tensor_value_info("images", TensorProto.UINT8, ["n", 28, 28])],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", classes])],
            graph.initializers,
        ),
        producer_name="inknet",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(built, dict(metadata))
    return built.SerializeToString(deterministic=True)


class _Graph:
    """Nodes and constants in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def add(
        self, operator: str, inputs: Sequence[str], output: str | None = None, **settings: Any
    ) -> str:
        """Add a node and return its output's name."""
        from onnx import helper

        output = output or f"{operator.lower()}_{len(self.nodes) + 1}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **settings))
        return output

    def constant(self, name: str, array: Any) -> str:
        """Add a constant and return its name."""
        from onnx import numpy_helper

        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def _add_layer(graph: _Graph, layer: Layer, name: str, value: str) -> str:
    """Add what a layer computes outside training; return its output's name."""
    match layer:
        case Dense():
            weights = graph.constant(f"{name}_weights", layer.weights.value)
            biases = graph.constant(f"{name}_biases", layer.biases.value)
            return graph.add("Gemm", [value, weights, biases], transB=1)
        case Conv2D():
            inputs = [
                value,
                graph.constant(f"{name}_weights", layer.weights.value.transpose(3, 2, 0, 1)),
            ]
            if layer.bias:
                inputs.append(graph.constant(f"{name}_biases", layer.biases.value))
            return graph.add(
                "Conv",
                inputs,
                kernel_shape=[layer.kernel] * 2,
                strides=[layer.stride] * 2,
                pads=[layer.padding] * 4,
            )
        case BatchNorm():
            arrays = {
                "scale": layer.scale.value,
                "shift": layer.shift.value,
                "mean": layer.mean,
                "variance": layer.variance,
            }
            constants = [graph.constant(f"{name}_{key}", array) for key, array in arrays.items()]
            return graph.add("BatchNormalization", [value, *constants], epsilon=layer.EPSILON)
        case MaxPool2D():
            sides = [layer.size] * 2
            return graph.add("MaxPool", [value], kernel_shape=sides, strides=sides)
        case Unflatten():
            shape = graph.constant(f"{name}_shape", np.array([-1, *layer.shape]))
            return graph.add("Transpose", [graph.add("Reshape", [value, shape])], perm=[0, 3, 1, 2])
        case LeakyReLU():
            return graph.add("LeakyRelu", [value], alpha=layer.slope)
        case Scale():
            factor = graph.constant(f"{name}_factor", np.float32(layer.factor))
            return graph.add("Mul", [value, factor])
    if layer.kind == "flatten":
        return graph.add("Flatten", [graph.add("Transpose", [value], perm=[0, 2, 3, 1])])
    if layer.kind not in PLAIN:
        raise ValueError(f"ONNX export does not know layers of type {layer.kind}.")
    return graph.add(PLAIN[layer.kind], [value])


def _add_probabilities(graph: _Graph, loss: str, value: str) -> None:
    """Add what makes rows that sum to 1 of the outputs; see each loss's ``probabilities``."""
    if loss == SoftmaxCrossEntropy.kind:
        graph.add("Softmax", [value], "probabilities", axis=1)
        return
    if loss == SigmoidCrossEntropy.kind:
        value = graph.add("Sigmoid", [value])
    elif loss != QuadraticCost.kind:
        raise ValueError(f"ONNX export does not know the loss {loss}.")
    smallest = graph.constant("smallest", np.finfo(np.float32).tiny)
    positive = graph.add("Max", [value, smallest])
    total = graph.add("ReduceSum", [positive, graph.constant("axes", np.array([1]))], keepdims=1)
    graph.add("Div", [positive, total], "probabilities")
