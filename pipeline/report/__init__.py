"""What people look at: the terminal today, pages and workbooks later. Nothing is computed here."""
