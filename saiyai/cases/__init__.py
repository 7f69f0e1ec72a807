"""The desk: what officers do with reports. Nothing below this floor may know that a case exists."""
