"""Count the instructions that main paths take, and compare them with those kept, so that CI sees a slow-down.

Counts hardly differ from run to run, however busy a machine is. It must not measure time.
"""
