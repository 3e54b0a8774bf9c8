"""The collection: drawings of visitors with the digit that they meant, for a network to learn from.

``tables`` says what is kept of each, ``corrections`` who changes it: a visitor gives one and may
take it back, the owner accepts or rejects it. ``ink`` makes of a drawing what is kept, ``files``
hands the collection out and takes it in, ``card`` says what is in it.
"""
