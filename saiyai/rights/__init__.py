"""The rights of whoever the data are about: what is held, who looked, a copy, erasure."""
