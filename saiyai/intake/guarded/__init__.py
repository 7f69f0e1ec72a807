"""SQLite as the front desk gets it: its own tables, and nothing that leads anywhere else."""
