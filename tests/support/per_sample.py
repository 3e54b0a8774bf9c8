"""The article's algorithm, example by example: what the tests and benchmarks compare with."""

from __future__ import annotations

import numpy as np


def sigmoid(z):
    """Return 1 / (1 + e^-z), from the side on which the exponential cannot overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


class PerSampleNetwork:
    """Backpropagation as the equations BP1 to BP4 state it, for one example after the other.

    weights[l] has shape (units, n_in) and biases[l] (units,), as in Nielsen's book.
    """

    def __init__(self, weights, biases):
        self.weights = [w.copy() for w in weights]
        self.biases = [b.copy() for b in biases]

    def step(self, inputs, targets, learning_rate):
        """Descend along the mean of the examples' gradients."""
        sums_w = [np.zeros_like(w) for w in self.weights]
        sums_b = [np.zeros_like(b) for b in self.biases]
        for x, y in zip(inputs, targets, strict=True):
            gradients_w, gradients_b = self.backpropagate(x, y)
            for layer in range(len(self.weights)):
                sums_w[layer] += gradients_w[layer]
                sums_b[layer] += gradients_b[layer]
        for layer in range(len(self.weights)):
            self.weights[layer] -= learning_rate / len(inputs) * sums_w[layer]
            self.biases[layer] -= learning_rate / len(inputs) * sums_b[layer]

    def outputs(self, inputs):
        """Return the last layer's activations, one row an example."""
        for w, b in zip(self.weights, self.biases, strict=True):
            inputs = sigmoid(inputs @ w.T + b)
        return inputs

    def backpropagate(self, x, y):
        """Return dC/dw and dC/db of one example, layer by layer."""
        activations = [x]
        for w, b in zip(self.weights, self.biases, strict=True):
            activations.append(sigmoid(w @ activations[-1] + b))
        output = activations[-1]
        delta = (output - y) * output * (1 - output)  # BP1
        gradients_w, gradients_b = [], []
        for layer in reversed(range(len(self.weights))):
            gradients_b.insert(0, delta)  # BP3
            gradients_w.insert(0, np.outer(delta, activations[layer]))  # BP4
            a = activations[layer]
            delta = (self.weights[layer].T @ delta) * a * (1 - a)  # BP2
        return gradients_w, gradients_b
