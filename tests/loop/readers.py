"""Members who look at their pages all the while: none may ever see a half or an older balance."""
import html
import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

BALANCE = re.compile(r'<data value="([^"]+)">')
LEFT = re.compile(r'asso-(?:left|later)">(?:Left to pay:\s)?(−?)€([\d,.]+)<')
AHEAD = re.compile(r'asso-paid">()€([\d,.]+) ahead<')
PAUSE = 3, 9  # seconds


def of_page(text):
    "What a member's page says: the balance, and all that is open, signs of bills aside"
    text = html.unescape(text)
    found = BALANCE.search(text)
    return (found and Decimal(found[1]), sorted(
        Decimal(sign.replace('−', '-') + figures.replace(',', ''))
        for sign, figures in LEFT.findall(text) + AHEAD.findall(text)))


@dataclass(frozen=True)
class Sent:
    """A snapshot or statement that was sent to the portal.

    `pages` is what it says of each member, as `of_page`; a difference adds to what it is based on.
    """
    head: tuple
    pages: dict

    @classmethod
    def of(cls, document, before=None):
        return cls(head(document), (before.pages if before else {}) | {
            member['id']: (Decimal(member['balance']), sorted(
                Decimal(entry['residual']) for entry in member['entries']
                if Decimal(entry['residual'])))
            for member in document['members']})


def head(meta):
    return meta['total'], meta['digest'], meta['count']


class Readers:
    """So many threads, which look now and then, and all at once when told to by `look`.

    `wrong` is what they saw amiss, in words, `seen` how often they looked.

    `sent` has the snapshots sent to the portal: {(ledger, generation): [Sent]}. `past` is
    raised by one when a person begins to take the portal back, and again afterwards.
    """

    def __init__(self, url, token, session, members, sent, number=20):
        self.past, self.seen, self.wrong = 0, 0, []
        self._token, self._session, self._members = token, session, members
        self._host, self._sent, self._ended = urlsplit(url).netloc, sent, False
        self._moment = threading.Condition()
        self._threads = [
            threading.Thread(target=self._read, args=[random.Random(n)]) for n in range(number)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended = True
        self.look()
        for thread in self._threads:
            thread.join()

    def look(self):
        with self._moment:
            self._moment.notify_all()

    def get(self, connection, path):
        connection.request('GET', path, headers={
            'Authorization': f'Bearer {self._token}', 'Accept-Language': 'en',
            'Cookie': f'sessionid={self._session}'})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def page(self, member):
        connection = http.client.HTTPConnection(self._host, timeout=60)
        status, text = self.get(connection, f'/situation/{member}/')
        connection.close()
        assert status == 200, text
        return of_page(text)

    def _read(self, chance):
        past, lowest = 0, None
        connection = http.client.HTTPConnection(self._host, timeout=60)
        while not self._ended:
            with self._moment:
                self._moment.wait(chance.uniform(*PAUSE))
            if past != self.past:
                past, lowest = self.past, None
            try:
                meta = self.get(connection, '/api/asso/v1/snapshot')
                member = chance.choice(self._members)
                page = self.get(connection, f'/situation/{member}/')
            except (OSError, http.client.HTTPException):
                connection.close()  # the server is dead: it will come back
                continue
            if past == self.past and past % 2 == 0:
                lowest = self._look(meta, member, page, lowest)
                self.seen += 1
        connection.close()

    def _look(self, meta, member, page, lowest):
        "Note what is wrong; return the (ledger, generation) before which nothing may be seen now"
        if (meta[0], page[0]) != (200, 200):
            self.wrong.append(f'{time.ctime()}: {meta[0]}, {page[0]} for the page of {member}')
            return lowest
        meta = json.loads(meta[1])
        ledger, generation = meta['ledger'], meta['generation']
        if lowest and lowest[0] == ledger and generation < lowest[1]:
            self.wrong.append(f'generation {generation} after {lowest[1]}')
        if all(s.head != head(meta) for s in self._sent.get((ledger, generation), ())):
            self.wrong.append(f'generation {generation} is not as it was sent: {meta}')
        found = of_page(page[1])
        fitting = [
            key[1] for key, snapshots in list(self._sent.items())
            if key[0] == ledger and key[1] >= generation
            and any(s.pages.get(member) == found for s in snapshots)]
        if not fitting:
            self.wrong.append(
                f'the page of {member} shows {found}, of no generation from {generation} on')
        return ledger, min(fitting, default=generation)
