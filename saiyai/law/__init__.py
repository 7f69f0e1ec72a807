"""The law table: acts, provisions, their versions, and who checked them. Pages and papers cite only through it."""
