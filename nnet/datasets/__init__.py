"""Data sets besides MNIST: pictures of 28x28 with 2 to 62 classes, as somebody else has put them.

Everything in their files comes from outside: each reader knows the size of what it reads before it
reads it, and names the file, the line and what was expected where something is wrong.

1. ``description``    what a configuration says of the data that it learns from
2. ``class_names``    the file ``classes.txt``, and classes in order
3. ``parts``          pictures with labels as their files have them, and what is too much of them
4. ``idx_files``, ``csv_files``, ``picture_folders``    the three forms that are read
5. ``reading``        a folder becomes parts to learn from, to choose on and to test on
6. ``library``        where the data of a configuration is found again
7. ``checking``       balance, duplicates and odd pictures of a data set
"""
