"""``python -m nnet``: train, evaluate and use networks from the command line."""

from nnet.commands import main

main(prog_name="python -m nnet")
