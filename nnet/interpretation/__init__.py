"""Looking inside a network: where its numbers come from, and which way its weights would move.

``training_step`` takes one drawing through one step of training and keeps every number on the way;
``gradient_check`` compares its gradient with one that only ever runs the network forward;
``source_lines`` shows the lines of ``nnet.core`` that compute them. ``film`` holds one network at
many moments of its training.
"""
