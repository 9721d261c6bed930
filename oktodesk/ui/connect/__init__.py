"""Connecting to an account: two fields, a test that lists its steps, the key in the keyring."""
