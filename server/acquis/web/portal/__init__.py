"""What people look at: the first page, search, comparisons, pictures, cards for other pages."""
