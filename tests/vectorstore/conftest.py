"""Property tests here touch the disk, whose pace is no property of the code."""

from hypothesis import settings

settings.register_profile("disk", deadline=None, max_examples=60)
settings.load_profile("disk")
