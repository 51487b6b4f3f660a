"""The forms of files that people have: what each gives of lines and paragraphs, and nothing mended."""
