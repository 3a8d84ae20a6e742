"""What differs from city to city: codes, rules with dates, targets, calendar, lexicon."""
