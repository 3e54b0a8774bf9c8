"""The textbook: a neural network and its training, on NumPy alone.

It needs NumPy, and idx2numpy to read MNIST; no other room is imported here. The order to read in:

1. ``data``         MNIST's digits, minibatches, and pixels as numbers from 0 to 1
2. ``layers``       the contract of a layer; dense layers and dropout, forward and backward
3. ``activations``  sigmoid, tanh, ReLU and their derivatives
4. ``im2col``, ``convolution``, ``pooling``, ``batch_norm``    layers for pictures
5. ``losses``       what training makes small, and its derivative
6. ``optimizers``, ``schedules``    from gradients to steps, and how long these are
7. ``registry``, ``network``    parts by their names; layers in order
8. ``metrics``, ``evaluation``  how well digits are read
9. ``training``     the loop: forward, loss, backward, update

A reader in a hurry takes ``layers``, ``losses`` and ``training``.
"""
