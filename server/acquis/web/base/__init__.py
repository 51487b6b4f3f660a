"""What every view needs of its request: release, addresses, language, form, limits, errors."""
