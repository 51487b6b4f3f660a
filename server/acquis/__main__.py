"""Run the command line as `python -m acquis`; it must not do anything else."""

from acquis.cli import main

main(prog_name="acquis")
