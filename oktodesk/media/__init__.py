"""What a link is and what it holds: intake, share links, preflight, probe, network rules.

A dropped text becomes links (``intake``), a link is asked over HTTP (``preflight``), its file's headers are read
(``probe``) and held against the networks' published limits (``networks``). ``report`` has the values they hand on.
"""
