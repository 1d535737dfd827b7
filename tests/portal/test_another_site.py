"""The guide for a site with its own models, followed from top to bottom."""
from pathlib import Path

from tests.postgresql import free_port
from tests.reader import Reader

GUIDE = Path(__file__).parent.parent.parent / 'doc' / 'how-to' / 'another-site.md'


def test_guide_for_another_site_leads_to_its_feed(tmp_path):
    port = free_port()
    reader = Reader(
        tmp_path, {'127.0.0.1:8000': f'127.0.0.1:{port}'}, SERVER_PORT=str(port),
        DJANGO_SETTINGS_MODULE='choir.settings')
    reader.follow(GUIDE)
    assert len(reader.ran) == 6
