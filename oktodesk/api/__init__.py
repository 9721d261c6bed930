"""Oktopost's HTTP API: typed, tolerant of what it sends, strict in what we send."""
