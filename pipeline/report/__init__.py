"""What people look at: the terminal, the working paper, the web report. Nothing is computed here."""
