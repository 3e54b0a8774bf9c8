"""Interpretation: what goes on inside a trained network while it reads a digit.

Read ``stages`` first: a network as the steps that people see in it, and what each makes of a digit.
``units`` is the arithmetic of a single unit, ``exciting`` finds the digits that excite it most, and
``damage`` takes a copy of the network apart.
"""
