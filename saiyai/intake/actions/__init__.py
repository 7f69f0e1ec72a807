"""What reporters do. None of it leaves a line anywhere (policy/unrecorded.py)."""
