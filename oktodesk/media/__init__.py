"""What a link is, what is really behind it, and which networks would take it."""
