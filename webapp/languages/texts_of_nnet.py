"""What ``nnet`` says of pictures, networks, trainings and the store, as far as pages show it."""

from __future__ import annotations

from webapp.languages.texts_of_data import TEXTS_OF_DATA
from webapp.languages.texts_of_libraries import N_

OF_PICTURES = (
    N_("%(what)s. Send it as PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF."),
    N_(
        "%(what)s; a whole picture was expected, PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF. "
        "Save or send it again."
    ),
    N_("%(what)s. Scale the picture down first."),
    N_(
        "Nothing is drawn on the picture; one digit, dark on light or light on dark, was "
        "expected. Draw a digit and try again."
    ),
    N_(
        "The picture is %(width)s by %(height)s pixels; of its kind at most %(millions)s million "
        "and %(side)s on a side are accepted"
    ),
    N_("The content is no picture that can be read"),
    N_("The file is in more than %(most)s boxes"),
    N_("The file is in more than %(most)s parts"),
    N_("The picture is in more than %(most)s units"),
    N_("The picture has more than %(most)s items"),
    N_("The picture has more than %(most)s pieces"),
    N_("The picture has more than %(most)s frames"),
    N_("The picture is drawn in more than %(most)s passes"),
    N_("The file's directory has more than %(most)s entries"),
    N_("The picture is in too many strips, tiles or colours"),
    N_("The AVIF is animated"),
    N_("The AVIF is a film's"),
    N_("The AVIF is put together of parts"),
    N_("The AVIF's items are not stored plainly"),
    N_("The description of the picture's items is too long"),
    N_("The picture's EXIF is too long"),
    N_("The picture's header is damaged"),
    N_("The picture's header declares too many pixels"),
    N_("The picture carries an oversized text or profile"),
    N_("The picture is truncated or damaged"),
    N_("The picture is damaged"),
    N_("The picture is empty"),
    N_("The picture has no size"),
    N_("The picture is a compressed BMP of more than 500,000 pixels"),
    N_("The compressed BMP is longer than it needs to be"),
    N_("The file holds too much beside its pixels"),
    N_("There is no picture in the file"),
    N_("The TIFF is stored in a way that is not read"),
    N_("The TIFF has other than whole numbers of up to 16 bits"),
    N_("The picture's tiles are much larger than the picture"),
    N_("The picture has not as many strips or tiles as it needs"),
    N_("The picture's strips or tiles overlap"),
    N_("The picture's strips or tiles have no length"),
)

OF_NETWORKS = (
    N_("Layer %(position)s (%(kind)s): %(problem)s"),
    N_("Augmentation knows %(names)s; got %(unknown)s."),
    N_(
        "Augmentation %(name)s must be a number from %(least)s to %(most)s (%(unit)s), "
        "got %(value)s."
    ),
    N_("The slope of a leaky rectifier must be from 0 to 1, got %(value)s."),
    N_("Scale needs a finite factor other than 0, got %(value)s."),
    N_("Padding must be below the kernel's %(kernel)s pixels, got %(value)s."),
    N_(
        "A kernel of %(kernel)s with padding %(padding)s does not fit into inputs of shape "
        "%(shape)s."
    ),
    N_("%(what)s must be a whole number from %(least)s to %(most)s, got %(value)s."),
    N_(
        "Pictures are needed, shape (height, width, channels), got inputs of shape %(shape)s; "
        "an unflatten layer makes pictures of rows."
    ),
    N_(
        "A dense layer of %(units)s units takes vectors, shape (n,), got inputs of shape %(shape)s."
    ),
    N_(
        "Dropout rate must be at least 0 and below 1, got %(value)s. "
        "Use rate=0 to switch dropout off."
    ),
    N_("Smoothing must be at least 0 and below 1, got %(value)s."),
    N_("l2 must be at least 0, got %(value)s."),
    N_("max_norm must be above 0, got %(value)s."),
    N_("Momentum must be at least 0 and below 1, got %(value)s."),
    N_("Betas must be at least 0 and below 1, got %(first)s and %(second)s."),
    N_("epsilon must be above 0, and weight_decay at least 0."),
    N_("Pictures of shape %(shape)s cannot be made of inputs of shape %(inputs)s."),
    N_("Squares of %(size)s do not fit into inputs of shape %(shape)s."),
    N_("%(what)s must be one of %(names)s, got %(value)s."),
    N_("The settings %(settings)s do not fit %(kind)s: %(problem)s."),
    N_("With %(settings)s the schedule %(name)s leaves the range from 0 to 1."),
    N_("Learning rate must be above 0, got %(value)s."),
    N_("Average must be above 0 and below 1, got %(value)s."),
    N_("The layers of %(recipe)s are not all dense; they stay as they are."),
    N_("At least one hidden layer is needed, for example 784-30-10."),
    N_(
        "The last layer returns %(shape)s, and ten numbers are needed, one for each digit: end "
        "with a dense layer of 10 units."
    ),
    N_(
        "The last layer returns %(shape)s, and %(needed)s: end with a dense layer of %(units)s "
        "units."
    ),
    N_("%(classes)s are needed, one for each class"),
    N_("No layer has anything to learn."),
    N_("These layers train %(count)s numbers; at most %(most)s are possible here."),
    N_(
        "The outputs of all layers for %(digits)s digits are %(count)s numbers; at most %(most)s "
        "are possible here. Try a smaller batch size."
    ),
    N_("It is true or false, got %(value)s."),
    N_(
        "Keeping the networks of %(epochs)s epochs would take %(megabytes)s MB. At most %(most)s "
        "epochs and %(limit)s MB are kept of a run: train fewer epochs or a smaller network, or "
        "keep none."
    ),
    N_("Layers must be sizes such as 784-100-10, got %(value)s."),
    N_("Layers must start with 784 (the pixels) and end with 10 (the digits), got %(value)s."),
    N_("Layers must start with 784 (the pixels) and end with %(end)s, got %(value)s."),
    N_("%(classes)s (the classes)"),
    N_("Each layer must have from 1 to 10,000 units, got %(value)s."),
)

OF_RECIPES = (
    N_(
        "The article's network with its literal settings: raw pixels from 0 to 255, on which "
        "sigmoid units saturate and learning crawls."
    ),
    N_("79.3 %, from 75.9 to 85.3 % with three seeds; 7 seconds."),
    N_(
        "The same network on pixels from 0 to 1 at learning rate 3.0, as in chapter 1 of Nielsen's "
        "Neural Networks and Deep Learning, which reports 95.42 % at its best epoch."
    ),
    N_("91.8 %, from 85.7 to 94.9 % with three seeds, one of which leaves a digit unlearned; 7 s."),
    N_(
        "A hundred hidden units, cross-entropy and L2 regularisation: network2 in chapter 3 of "
        "Nielsen's book, which reports 98.04 % at its best epoch; here the rate falls along a "
        "cosine."
    ),
    N_("97.98 %, from 97.92 to 98.04 % with three seeds; 30 seconds."),
    N_(
        "Two hidden layers of rectifiers with dropout, softmax and cross-entropy, momentum, and a "
        "learning rate that warms up and then falls along a cosine."
    ),
    N_("98.54 %, from 98.48 to 98.61 % with three seeds; a minute."),
    N_(
        "Dense layers alone, on digits that are distorted anew in every epoch, as Simard, "
        "Steinkraus and Platt (2003) and Ciresan et al. (2010) did."
    ),
    N_("99.46 % with one seed; 10 minutes."),
    N_(
        "A convolutional network with less than 100,000 parameters: two layers of 5x5 filters, "
        "each with pooling, and a small dense layer."
    ),
    N_("99.56 % with one seed; 7 minutes."),
    N_(
        "The default and the best single network: six convolutions, two of which take every other "
        "pixel in place of pooling, trained on digits that are distorted anew in every epoch."
    ),
    N_(
        "99.66 % of MNIST and, with a stroke file, 99.16 % of strangers' drawings; 1 h 48 min on "
        "two cores."
    ),
    N_("digits by 44 people, a pen on a tablet"),
    N_("digits by 250 people, many tablets"),
    N_("digits by 60 people on tablet PCs"),
    N_("digits by hundreds of visitors of a web page, mouse and finger"),
    N_("letters and signs by some 300 people"),
    N_("doodles of 345 things by players of a game"),
    N_("letters of alphabets by 20 people each, mouse"),
    N_("free for anything"),
    N_("CC BY 4.0 (doi 10.5281/zenodo.1195803); its CD-ROM of 1999 was for research"),
)

OF_TRAININGS = (
    N_(
        "The loss was no longer a finite number at step %(step)s of epoch %(epoch)s, with a "
        "learning rate of %(rate)s. %(advice)s"
    ),
    N_("Try a lower one."),
    N_("A range test of this configuration suggests %(rate)s."),
    N_("The process that trained it ended unexpectedly. It was tried %(count)s times."),
    N_(
        "A process that computed a part of each minibatch has ended unexpectedly. The last "
        "finished epoch is kept; 'train --resume' goes on from there."
    ),
    N_("The process that was to compute it is gone. Ask for it again."),
    N_(
        "This took longer than %(seconds)s seconds, which is all that a visitor's run is given. "
        "Ask the owner of this server to train it."
    ),
    N_("This run came without its network: only its figures are here."),
)

OF_THE_COLLECTION = (
    N_("There is no accepted digit to learn from."),
    N_(
        "The collection has changed since this training began, and cannot be what it goes on with. "
        "Start a new one."
    ),
    N_("%(file)s holds no digit."),
    N_("%(file)s, line %(number)s: longer than %(most)s bytes, no drawing is."),
    N_(
        "%(file)s, line %(number)s: at most %(most)s drawings in %(bytes)s bytes are read. Use a "
        "part of it."
    ),
    N_("%(file)s, line %(number)s: %(problem)s. Each line needs such as %(example)s."),
    N_("The archive has no %(file)s. Expected one that was saved here."),
    N_("The archive cannot be unpacked: %(problem)s."),
    N_("The archive has more than %(most)s files."),
)

OF_THE_STORE = (
    N_("%(count)s runs are waiting already. Try again when some have finished."),
    N_(
        "%(count)s visitors' runs are waiting or being trained already, which are as many as may. "
        "Try again in a minute."
    ),
    N_(
        "A run that was started from your address is still waiting or being trained. "
        "Start the next one when it has ended."
    ),
    N_("Too much waits to be computed already. Try again in a minute."),
    N_("A run has %(most)s epochs at most, and this one has %(count)s already."),
    N_(
        "This run came without the state of its training: there is nothing that it could go on "
        "from. Start a new run like it."
    ),
    N_("This run was asked to stop, and is about to."),
    N_("This run was asked to stop. Add epochs when it has."),
    N_("This run is being trained. Stop it first."),
    N_("This run is %(status)s: it cannot pause."),
    N_("This run is %(status)s: it cannot resume."),
    N_("This run is %(status)s: it cannot stop."),
    N_("This run is %(status)s: it is not in the queue."),
    N_("This run is %(status)s: it cannot be given further epochs."),
    N_("This run is %(status)s: its learning rate can no longer be changed."),
    N_("This run is %(status)s. Choose one that has finished."),
    N_("queued"),
    N_("running"),
    N_("paused"),
    N_("stopped"),
    N_("finished"),
    N_("failed"),
    N_("interrupted"),
)

TEXTS_OF_NNET = (
    *(*OF_PICTURES, *OF_NETWORKS, *OF_RECIPES, *OF_TRAININGS),
    *(*OF_THE_COLLECTION, *OF_THE_STORE),
    *TEXTS_OF_DATA,
)
"""Templates; the more special of two that fit a text stands first."""
