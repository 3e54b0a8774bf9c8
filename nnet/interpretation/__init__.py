"""Interpretation: what goes on inside a network, where its numbers come from and where they go.

What is in it: read ``stages`` first, a network as the steps that people see in it, and what each
makes of a digit. ``units`` is the arithmetic of a single unit, ``exciting`` finds the digits that
excite it most, and ``damage`` takes a copy of the network apart.

Why it answers as it does: ``scores`` is what is explained, ten numbers and their slopes.
``occlusion`` and ``saliency`` say which pixels they hang on, ``contrast`` what speaks for one digit
against another, ``neighbours`` which training digits look alike to the last hidden layer, and
``counterfactual`` which small change of the strokes would change the answer.

How it learned: ``training_step`` takes one drawing through one step of training and keeps every
number on the way; ``gradient_check`` compares its gradient with one that only ever runs the network
forward; ``source_lines`` shows the lines of ``nnet.core`` that compute them. ``film`` holds one
network at many moments of its training.
"""
