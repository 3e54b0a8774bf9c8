"""Training and evaluation on several cores; ``core`` computes the same in one process.

``data_parallel`` splits the minibatches of a training among processes, ``prefetch`` distorts the
next epoch's digits meanwhile, ``threads`` evaluates pictures side by side. No process outlives the
one that started it: ``parent_death``.
"""
