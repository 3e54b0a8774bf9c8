"""What ``nnet`` says of data sets that cannot be read, as far as pages show it."""

from __future__ import annotations

from webapp.languages.texts_of_libraries import N_

OF_FOLDERS = (
    N_("There is no folder %(folder)s: expected one with a data set in it."),
    N_(
        "%(folder)s holds no data set: expected four IDX files, a CSV file of a label and 784 "
        "numbers a line, or sub-folders with pictures, each named by its label."
    ),
    N_(
        "%(place)s: the label %(label)s is tested on and never learned from; expected one of "
        "%(labels)s."
    ),
    N_(
        "%(folder)s: the class %(label)s has %(count)s pictures to learn from: expected at least "
        "%(least)s of each class, of which one is held out for each other part."
    ),
    N_(
        "%(folder)s has %(count)s classes to learn (%(labels)s): expected from %(least)s to "
        "%(most)s."
    ),
    N_("%(folder)s holds more than %(most)s files: expected at most so many."),
    N_("%(path)s: expected a label of 1 to %(most)s printable characters, found %(label)s."),
    N_(
        "%(path)s is damaged: expected a whole gzip file, found a truncated or damaged one "
        "(%(error)s). Fetch or pack it again."
    ),
    N_(
        "%(path)s has %(lines)s lines: expected one for each of the %(classes)s classes that the "
        "labels name (%(labels)s), in their order."
    ),
    N_("%(path)s is larger than %(most)s bytes: expected at most %(names)s names, one a line."),
    N_("%(path)s is not a text in UTF-8: expected one class name a line."),
    N_(
        "%(path)s, line %(line)s: expected a class name of 1 to %(most)s printable characters, "
        "found %(name)s."
    ),
    N_("%(path)s, line %(line)s: %(name)s was on an earlier line already."),
)

OF_IDX_FILES = (
    N_("%(folder)s has %(found)s; %(wanted)s, and none besides."),
    N_("several of %(part)s %(kind)s: %(files)s"),
    N_("no file of %(part)s %(kind)s"),
    N_(
        "expected four IDX files such as train-images-idx3-ubyte, train-labels-idx1-ubyte, "
        "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or with .gz"
    ),
    N_("%(path)s: expected pictures of 28 × 28, its header says %(height)s × %(width)s."),
    N_(
        "%(images)s has %(count)s pictures and %(labels)s %(marked)s labels: expected as many of "
        "both."
    ),
    N_(
        "%(path)s is no IDX file of %(kind)s: expected it to begin with the bytes 00 00 08 "
        "0%(dimensions)s, found %(found)s."
    ),
    N_("%(path)s ends within its header."),
    N_("%(path)s: expected from 1 to %(most)s pictures, its header says %(count)s."),
    N_("%(path)s goes on after the %(count)s that its header promises."),
    N_(
        "%(path)s ends early: its header promises %(count)s, and it holds fewer than %(found)s. "
        "Fetch it again."
    ),
)

OF_CSV_FILES = (
    N_(
        "%(folder)s has the CSV files %(files)s: expected one, or one to learn from and one to "
        "test on, such as train.csv and test.csv."
    ),
    N_(
        "%(path)s has more than %(most)s pictures. Keep fewer, or give them as IDX files, of which "
        "so many are taken evenly."
    ),
    N_("%(path)s has no line with a picture: expected %(wanted)s."),
    N_("%(where)s: expected %(wanted)s, found a line of more than %(most)s bytes."),
    N_("%(where)s: expected %(wanted)s, found %(count)s values."),
    N_("%(where)s: expected a label in UTF-8."),
    N_("%(where)s, column %(column)s: expected a whole number from 0 to 255, found %(found)s."),
    N_("a label and 784 whole numbers from 0 to 255, with commas between"),
    N_("%(path)s, line %(line)s"),
)

OF_PICTURE_FOLDERS = (
    N_("%(folder)s has %(count)s sub-folders: expected at most %(most)s, one for each class."),
    N_("%(folder)s has sub-folders: expected pictures alone."),
    N_("%(folder)s is empty: expected pictures of its class."),
    N_("%(folder)s has more than %(most)s pictures. Keep fewer."),
    N_("%(folder)s has no sub-folders: expected one for each class."),
    N_("%(path)s: expected a picture of 28 × 28, found %(width)s × %(height)s."),
    N_("%(path)s: expected a picture of 28 × 28. %(error)s"),
    N_("%(path)s is larger than %(most)s bytes: expected a picture of 28 × 28."),
    N_("%(path)s is damaged: expected a picture of 28 × 28."),
)

OF_THE_LIBRARY = (
    N_("There is no data set of that name: expected a folder in DATA_DIRECTORY."),
    N_(
        "This run learned from the data set %(name)s, which is not here. Say where its folder is "
        "with --data, or put it below the folder that DATA_DIRECTORY names."
    ),
    N_(
        "The data in %(folder)s is not that of the data set %(name)s which this run learned from: "
        "its SHA-256 is not %(digest)s."
    ),
    N_("%(folder)s cannot be read: %(error)s."),
    N_("Drawn digits, cut digits and strokes go with MNIST alone."),
)

TEXTS_OF_DATA = (
    *OF_FOLDERS,
    *OF_IDX_FILES,
    *OF_CSV_FILES,
    *OF_PICTURE_FOLDERS,
    *OF_THE_LIBRARY,
)
"""Templates; the more special of two that fit a text stands first."""
