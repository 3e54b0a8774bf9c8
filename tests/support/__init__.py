"""What tests of several rooms use.

applications, servers       the application in this process, and the server in one of its own
commands                    ``python -m nnet`` in forked processes
stores                      a prepared store's file, which others are copies of
postgres, redis_server      servers of other programs; ``ensure_*`` install what is missing
owner, patience, problems   asking as the owner, waiting for conditions, the shape of errors
pictures, writing, sketches drawings as pictures, numbers of several digits, strokes to share
shipped, locks, audit       what ships, the locks of the packages, and known faults in them
per_sample                  the article's algorithm, example by example, to compare with
"""
