"""How much memory a process has held."""
import resource
from pathlib import Path
from typing import Any


def most_held(process: int | str = 'self') -> float:
    """The most that the process (by its number, else this one) held at any time, in megabytes.

    Not what the process held that it was forked from, which getrusage would count where it can.
    Raises FileNotFoundError for another process where there is no /proc.
    """
    status = Path(f'/proc/{process}/status')
    if process != 'self' or status.exists():
        kilobytes = next(
            line.split()[1] for line in status.read_text().splitlines()
            if line.startswith('VmHWM'))
        return int(kilobytes) / 1024
    held: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(held) / 1024
