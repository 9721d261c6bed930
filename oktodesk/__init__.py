"""oktodesk: hand links to Oktopost, each checked before, sent exactly once and followed live.

The house, from the ground up; who may import whom is a test:

- ``problems``: everything that can go wrong, as ids and named values
- ``system``: this computer (paths, settings, secrets, logs, clock)
- ``api``: Oktopost over HTTP
- ``media``: what a link is, what it holds, where it can be published
- ``uploads``: the engine (store, outbox, tracker, allowance)
- ``session``: one signed-in account's engine, put together
- ``sandbox``: a local Oktopost, an independent witness of the contract
- ``ui``: the window; ``app`` puts it together; ``cli`` is the door to all of it
"""

__version__ = "0.1.0"
