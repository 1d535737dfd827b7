"""Open and close access as subscriptions begin, rest and end: an example of a program of your own.

It is given an event as JSON on its standard input; what it does twice changes nothing.
"""
import json
import sys
from pathlib import Path

ACCESS = Path('access')  # a file for each member who has access

event = json.load(sys.stdin)
member = event['data']['member_number']
if event['type'] == 'subscription.started':
    ACCESS.mkdir(exist_ok=True)
    (ACCESS / member).write_text(event['data']['date'])
elif event['type'] in {'subscription.suspended', 'subscription.ended'}:
    (ACCESS / member).unlink(missing_ok=True)
