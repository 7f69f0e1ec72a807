"""The schedule at work: what is due is run once, by one worker, and its result is there to be seen."""
