"""The house for programs: the same queries, rules and actions, behind tokens, in JSON."""
