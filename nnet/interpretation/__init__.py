"""Interpretation: what goes on inside a network, where its numbers come from and where they go.

Read ``stages`` first: a network as the steps that people see in it, and what each makes of a digit.
``units`` is the arithmetic of a single unit, ``exciting`` finds the digits that excite it most, and
``damage`` takes a copy of the network apart. ``training_step`` takes one drawing through one step
of training and keeps every number on the way; ``gradient_check`` compares its gradient with one
that only ever runs the network forward; ``source_lines`` shows the lines of ``nnet.core`` that
compute them. ``film`` holds one network at many moments of its training.
"""
