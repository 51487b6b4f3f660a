"""Run the command line as `python -m acquis`; it must not do anything else."""

from acquis.cli import main

# Guarded, because a process that the checks start loads this module again.
if __name__ == "__main__":
    main(prog_name="acquis")
