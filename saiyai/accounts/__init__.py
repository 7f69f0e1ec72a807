"""Users, sign-in, the offices they work for, and the roles they are granted there."""
