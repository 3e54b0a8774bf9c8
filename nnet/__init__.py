"""A neural network written from scratch on NumPy, and what it takes to train, keep and use one.

Each folder is a room, and imports only from rooms above it in this list:

``core``          the textbook: layers, losses, optimizers, the training loop
``augmentation``  distorted training digits
``imaging``       pictures: decoded, cleaned, scaled and centered into 28x28 pixels
``strokes``       drawings as strokes of a pen
``parallel``      the loop on several cores
``models``        configurations, recipes, model files; the shipped network
``recognition``   a drawing becomes an answer
``synthesis``     digits, numbers and what is no digit, made to learn from
``store``         runs, metrics, checkpoints and drawings in a database
``jobs``          a training from configuration to recorded run; what else takes a while
``reports``       what evaluations print and draw
``commands``      the command line
"""
