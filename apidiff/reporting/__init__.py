"""What was found, written for the one who reads it: a terminal, a program, a pull request, an integrator's browser."""
