"""A runner in a process of its own, for tests that kill it: `python -m tests.projections.worker URL`."""

import asyncio
import sys

from application.read_side import open_state
from projections.engine.runner import Runner
from tests.projections.office import both, projector

if __name__ == "__main__":
    asyncio.run(Runner(connect=projector(sys.argv[1]), projections=both(), open_state=open_state, batch=10).run())
