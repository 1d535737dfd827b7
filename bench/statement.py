"""Whether account_statement slows the feed down: python -m bench.statement [documents] [rounds]

The feed without it and with it, in turns on PostgreSQL, so that both meet the same machine.
"""
import sys
from statistics import median

from rich.console import Console

from .documents import documents
from .feed import Fed
from .ground import ground
from .sizes import FULL
from .ways import feed_alone

LAYERS = {'ready': 'without', 'statement': 'account_statement activated'}


def main() -> None:
    count, rounds = (int(a) for a in sys.argv[1:3] or ['3000', '3'])
    console, made = Console(), documents(count, FULL.members)
    fed: dict[str, list[Fed]] = {layer: [] for layer in LAYERS}
    with ground() as place:
        for _ in range(rounds):
            for layer, measured in fed.items():
                measured.append(feed_alone(place, made, layer, console))
    for layer, name in LAYERS.items():
        console.print(said(name, fed[layer]))


def said(name: str, measured: list[Fed]) -> str:
    "The medians of a feed, in milliseconds for one document"
    whole, calls = (
        median(seconds) * 1000 for seconds in [
            [one.whole for one in measured], [one.apply for one in measured]])
    return f'{name}: {whole:.2f} ms, {calls:.2f} of them in the calls'


if __name__ == '__main__':
    main()
