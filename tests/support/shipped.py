"""What ships with the program."""

SHIPPED = {"article", "cnn", "cnn-small", "mlp", "mlp-augmented", "nielsen", "nielsen-100"}
"""The recipes of the recorded runs that a new store receives, one run each."""

NIELSEN = "cfb549ce1193"
"""The id of the smallest of them."""
