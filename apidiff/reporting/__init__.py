"""Write results for their readers: a terminal, a program, a pull request, an integrator's browser."""
