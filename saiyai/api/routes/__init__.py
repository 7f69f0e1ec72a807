"""What can be read and done, by the parts of the house. Each route asks a query or an action, and nothing else."""
