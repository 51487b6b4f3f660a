"""What the data cover and how far they can be trusted, and what each word of them means, for people to read.

It must not know HTML or HTTP, and it asks the library of questions only: each figure can be asked for again.
"""
