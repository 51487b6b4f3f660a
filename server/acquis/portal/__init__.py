"""The pages of the portal for each kind of thing: what stands on them is data, in the files under `pages`.

It must not know HTML or HTTP, and it runs no question itself: whoever makes a page hands in how to ask.
"""
