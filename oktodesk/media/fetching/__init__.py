"""Asking foreign servers about a file: politely, within bounds, and never with anybody's credentials.

``Asker`` makes the requests of one link; ``Gate`` keeps their number down, ``Reach`` judges where they may lead,
``RangeReader`` hands the probe its bytes. Foreign exceptions become findings in ``trouble``, here and only here.
"""
