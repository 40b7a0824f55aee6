"""Facts in, dbt run, models replayed in memory, releases out. How a sentence is read is not known here."""
