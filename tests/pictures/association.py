"""An invented association with something to mend, booked by the bridge's own demonstration."""
import json
import os
import subprocess
import sys
from types import SimpleNamespace

from asso_bridge.demo.sample import Sample
from tests.server import Server

NAME, PASSWORD = 'asso', 'admin'


def make(folder):
    "Book it in folder/asso.sqlite; return the database."
    sample = Sample(members=42)
    _add_what_is_refused(sample)
    # 2: done, with something in quarantine
    return _booked(folder, sample.rows, 2)


def make_new(folder):
    "The same for an association of 100 members who were never asked for anything."
    rows = [
        row for row in Sample(members=100, months=0).rows if row['model'] == 'members.member']
    for row in rows:
        row['fields']['status'] = 'member'
    return _booked(folder, rows, 0)


def _booked(folder, rows, expected):
    folder.mkdir(parents=True, exist_ok=True)
    dump = folder / 'dump.json'
    dump.write_text(json.dumps(rows, ensure_ascii=False), encoding='utf-8')
    done = subprocess.run(
        [_command('asso-bridge'), 'demo', '--dump', dump, '--out', folder], check=False)
    if done.returncode != expected:
        raise SystemExit(f'asso-bridge demo ended with {done.returncode}')
    config = folder / 'trytond.conf'
    secret = folder / 'password'
    secret.write_text(PASSWORD)
    subprocess.run(
        [_command('trytond-admin'), '-c', config, '-d', NAME, '-p'], check=True,
        env={**os.environ, 'TRYTONPASSFILE': str(secret)})
    return SimpleNamespace(name=NAME, config=config)


def _add_what_is_refused(sample):
    "A fee of a member who is not there, a price with a comma, a bill below zero"
    def bill(member):
        return sample.row(
            'billing.bill', member=member, date='2026-09-01', status='open', pdf='')

    fee = bill(999)
    sample.row(
        'billing.membershipfee', fee, _amount='15.00', start_date='2026-09-01',
        end_date='2027-08-31')
    sample.row(
        'billing.payment', member=3, date='2026-09-04', amount='12,50', payment_mean='transfer',
        bill=None, label='VIREMENT')
    for number, price in [('202609-900001', '-8.00'), ('202609-900002', '14.005')]:
        invoice = bill(5)
        sample.row(
            'billing.invoice', invoice, validated=True, number=number, date_due='2026-10-01')
        sample.row(
            'billing.invoicedetail', label="ADSL, 09/2026", amount=price, quantity='1', tax='0',
            invoice=invoice, offersubscription=None, period_from=None, period_to=None)


def _command(name):
    return os.path.join(os.path.dirname(sys.executable), name)


def served(database, root):
    "A trytond for the database, which serves the web client in root too; enter it to begin"
    return Server(database, root=root)
