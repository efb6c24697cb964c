"""Network edges that no test machine reaches, spoken for by local servers of the real protocol."""
