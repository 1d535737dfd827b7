from asso_bridge.config import load
from asso_bridge.demo import books
from tests.bridge.dumps import payment, rows, write


def test_digest_of_the_software_follows_its_files(tmp_path, monkeypatch):
    monkeypatch.setattr(books, '_module_folder', lambda: tmp_path)
    (tmp_path / 'a.py').write_text('1')
    before = books.software_digest()
    assert books.software_digest() == before
    (tmp_path / 'a.py').write_text('2')
    assert books.software_digest() != before


def test_days_leave_typing_errors_out(tmp_path):
    slips = [payment(10, 1, '1.00', date='0206-01-01'), payment(11, 1, '1.00', date='9026-01-01')]
    first, last = books.days(load(dump=write(tmp_path / 'dump.json', rows() + slips)))
    assert (str(first), last.year < 2100) == ('2026-01-01', True)
