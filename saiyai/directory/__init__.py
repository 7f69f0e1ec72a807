"""People, organisations and groups; who holds which post, since when; and how to reach them."""
