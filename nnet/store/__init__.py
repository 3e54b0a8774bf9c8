"""The run store: a database that servers, workers and the command line share.

``tables`` says what is kept, ``database`` where; ``runs`` lists and edits runs, with ``run_rows``
and ``run_queries`` beside it. ``run_states`` has the rules of a run's states, ``queue`` those of
any row that waits for a process. The two sides of a training are ``run_queue``, for its owner, and
``claimed_run``, for the process that trains. The others keep what is not a run: ``studies``,
``range_tests``, ``drawings``, and in ``active_model`` the choice of the network that answers.
"""
