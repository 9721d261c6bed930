"""A local Oktopost: real HTTP, real downloads, faults on request. Knows nothing of the client."""
