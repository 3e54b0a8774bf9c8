"""Interpretation: why a network answers as it does, computed from the network itself.

``scores`` is what is explained: the ten numbers that a network computes of a picture, and their
slopes. ``occlusion`` and ``saliency`` say which pixels they hang on, ``contrast`` what speaks for
one digit against another, ``neighbours`` which training digits look alike to the last hidden layer,
and ``counterfactual`` which small change of the strokes would change the answer.
"""
