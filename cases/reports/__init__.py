"""Reports for any period, counted from dated events: annual, SP4N-LAPOR!, topics; as page, PDF and xlsx."""
