"""The bridge's side of the API, as small as possible, and what the site holds, to compare."""
import io
from datetime import timedelta

import requests
import urllib3
from django.test import Client

from asso_portal import conf
from asso_portal.feed.keys import existing, sources
from asso_portal.models import SCOPES, Token
from asso_portal.records import canonical, digest

API, API_2 = '/api/asso/v1', '/api/asso/v2'


def token(scopes=SCOPES, days=1, name='bridge'):
    return Token.issue(name, scopes, timedelta(days=days))[1]


class Bridge:
    """Reads the feed: `held` is {(type, id): data} of what it was told and is not deleted."""

    def __init__(self, bearer=None, api=API):
        self.api = api
        self.client = Client(headers={'authorization': f'Bearer {bearer or token()}'})
        self.cursor = ''
        self.held = {}
        self.pages = []

    def get(self, path='/changes', **parameters):
        headers = parameters.pop('headers', {})
        return self.client.get(self.api + path, parameters, headers=headers, secure=True)

    def put(self, path, document, headers=None):
        return self.client.put(
            self.api + path, document, content_type='application/json', headers=headers or {},
            secure=True)

    def page(self, **parameters):
        "The next page, which is then read"
        answer = self.get(cursor=self.cursor, **parameters)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        for item in page['items']:
            key = item['type'], item['id']
            if item['op'] == 'delete':
                del self.held[key]
            else:
                assert digest(canonical(item['data'])) == item['digest']
                self.held[key] = item['data']
        self.cursor = page['next']
        self.pages.append(page)
        return page

    def read(self, **parameters):
        "Read to the end; return the new items"
        new = []
        while True:
            page = self.page(**parameters)
            new += page['items']
            if not page['has_more']:
                return new

    def changes(self):
        "The new items, in short: [(op, type, id, rev)]"
        return [(item['op'], item['type'], item['id'], item['rev']) for item in self.read()]


class InProcess(requests.adapters.BaseAdapter):
    "Carries what the real bridge asks for to this process's site, as the network would"

    def __init__(self, max_retries=None):
        super().__init__()
        self.client = Client()

    def send(self, request, **_ignored):
        kind = request.headers.get('Content-Type', '')
        told = self.client.generic(
            request.method, request.path_url, request.body or b'', kind, secure=True,
            headers={name: value for name, value in request.headers.items()
                if not name.startswith('Content-')})
        answer = requests.Response()
        answer.status_code, answer.url = told.status_code, request.url
        answer.headers.update(told.headers)
        answer.raw = urllib3.HTTPResponse(io.BytesIO(told.content), preload_content=False)
        return answer

    def close(self):
        pass


def site():
    "All that the site holds, not by way of the feed: {(type, id): data}"
    return {
        (kind, id): data
        for source in sources()
        for states in conf.mapping().records(source, list(existing(source))).values()
        for kind, id, data in states}
