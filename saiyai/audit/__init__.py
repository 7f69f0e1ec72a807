"""The trail: who did what to which record, and when. Added to, never changed, and every change would show."""
