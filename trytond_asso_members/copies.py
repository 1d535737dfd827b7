"""What copies of records are called."""
from itertools import count


def free_name(name, taken):
    """The name of a copy: one that is not among those taken, which it joins."""
    names = (f'{name} (copy{f" {n}" if n > 1 else ""})' for n in count(1))
    free = next(other for other in names if other not in taken)
    taken.add(free)
    return free
