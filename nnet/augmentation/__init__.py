"""Random distortions of training digits.

Read ``augment`` (which distortions, and how strong), then ``warping`` (how pixels are moved).
"""
