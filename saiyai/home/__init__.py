"""First screens of everybody, and the rooms that belong to no single module: the trail, the machine, about us."""
