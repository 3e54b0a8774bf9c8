"""Distortions of training digits, so that each epoch sees others.

``augment`` says how strong each distortion is and applies them at random; ``warping`` samples the
pictures anew. Both work on many digits at a time.
"""
