"""This computer: where files live, what is remembered, what is secret, what time it is."""
