"""What keeps the console up: breakers, faults, degradation, journal, recovery. Knows no service by name."""
