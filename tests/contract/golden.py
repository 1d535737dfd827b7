"""The golden files, which each part reads in its own tests: what one writes, another reads."""
import json
from pathlib import Path

HERE = Path(__file__).parent


def golden(name):
    return json.loads((HERE / f'{name}.json').read_text(encoding='utf-8'))
