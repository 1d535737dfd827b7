"""Put an event on a board, as a card of Trello or a page of Notion.

    python board.py trello < event.json     TRELLO_KEY, TRELLO_TOKEN, TRELLO_LIST
    python board.py notion < event.json     NOTION_TOKEN, NOTION_DATA_SOURCE

It ends with 1 if the board does not take it, and then `receive.py` is called again.
"""
import json
import os
import sys
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SECONDS = 15


def card(event):
    "The call that makes a card: https://developer.atlassian.com/cloud/trello/rest/"
    root = os.environ.get('TRELLO', 'https://api.trello.com')
    query = urlencode({
        'idList': os.environ['TRELLO_LIST'], 'key': os.environ['TRELLO_KEY'],
        'token': os.environ['TRELLO_TOKEN'], 'name': title(event), 'desc': text(event)})
    return Request(f'{root}/1/cards?{query}', method='POST', headers={
        'Accept': 'application/json'})


def page(event):
    "The call that makes a page: https://developers.notion.com/reference/post-page"
    root = os.environ.get('NOTION', 'https://api.notion.com')
    body = {
        'parent': {
            'type': 'data_source_id', 'data_source_id': os.environ['NOTION_DATA_SOURCE']},
        'properties': {'Name': {'title': [{'text': {'content': title(event)}}]}},
        'children': [{
            'object': 'block', 'type': 'paragraph',
            'paragraph': {'rich_text': [{'type': 'text', 'text': {'content': text(event)}}]}}]}
    return Request(f'{root}/v1/pages', json.dumps(body).encode(), method='POST', headers={
        'Authorization': f"Bearer {os.environ['NOTION_TOKEN']}",
        'Content-Type': 'application/json', 'Notion-Version': '2025-09-03'})


def title(event):
    "What stands on the card: the event, and its number and amount if it has them."
    data = event['data']
    return ' '.join(filter(None, [
        event['type'], data['number'], data['amount'] and f"{data['amount']} {data['currency']}"]))


def text(event):
    "What stands inside: when, of whom, and the record in Tryton."
    data = event['data']
    return f"{data['date']}, member {data['member_number'] or '-'}, {data['record']}"


if __name__ == '__main__':
    call = {'trello': card, 'notion': page}[sys.argv[1]](json.load(sys.stdin))
    try:
        urlopen(call, timeout=SECONDS).close()
    except URLError as error:
        sys.exit(f'the board has not taken it: {error}')
