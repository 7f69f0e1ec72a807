"""What people type about applications, made into clean values."""
