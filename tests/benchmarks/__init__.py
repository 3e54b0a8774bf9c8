"""Measured figures: ``make bench`` prints each beside the bar that it should reach."""
