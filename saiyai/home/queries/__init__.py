"""What the first screens show, asked of the modules below."""
