"""The registers the law asks for, counted from dated events: xlsx with every column, csv for everybody."""
