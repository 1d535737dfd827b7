"""What is held about a person, as a file: data.json for machines, summary.html to read.

The right of access and the right to data portability: GDPR, articles 15 and 20.
"""
import datetime as dt
import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path

from genshi.template import MarkupTemplate
from trytond.i18n import gettext
from trytond.model import Model
from trytond.pool import Pool
from trytond.transaction import inactive_records, without_check_access

from .held import held

# How the database keeps a row, and where: nothing that tells of the person
TECHNICAL = {'create_uid', 'write_uid', 'file_id'}
EMPTY = (None, '', [], {}, False)
SUMMARY = Path(__file__).with_name('summary.html')


def export(party, company):
    "The bytes of a ZIP with all that is held about the party, its documents too."
    files, tables = {}, []
    for name, ids in held(party, company).items():
        tables.append(_table(Pool().get(name), ids, files))
    tables.sort(key=lambda t: (t['model'] not in {'party.party', 'asso.member'}, t['label']))
    today = Pool().get('ir.date').today()
    data = {
        'party': party.rec_name, 'code': party.code, 'company': company.rec_name,
        'date': today.isoformat(), 'tables': tables}
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('data.json', json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr('summary.html', _summary(data))
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _table(Table, ids, files):
    fields = [
        name for name, field in Table._fields.items()
        if field.sql_type() and name not in TECHNICAL and field._type != 'timestamp']
    with without_check_access(), inactive_records():
        rows = [
            {name: _value(row, name, files) for name in fields} for row in Table.browse(ids)]
    return {
        'model': Table.__name__,
        'label': Table.__names__()['model'],
        'fields': {name: Table.__names__(name)['field'] for name in fields},
        'rows': rows}


def _value(row, name, files):
    value = getattr(row, name)
    if isinstance(value, Model):
        return {'model': value.__name__, 'id': value.id, 'name': _name(value)}
    if isinstance(value, bytes):
        path = f"files/{row.__name__}-{row.id}-{_file_name(row, name)}"
        files[path] = value
        return {'file': path}
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, dt.timedelta)):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def _name(record):
    "What names a row; some that Tryton makes have no name."
    try:
        return record.rec_name
    except Exception:
        return str(record.id)


def _file_name(row, name):
    field = type(row)._fields[name]
    given = getattr(row, field.filename, None) if getattr(field, 'filename', None) else None
    return re.sub(r'[^\w.-]+', '_', given or name)


def _summary(data):
    "The same to be read: what is empty is left out."
    for table in data['tables']:
        table['shown'] = [
            name for name in table['fields']
            if any(row[name] not in EMPTY for row in table['rows'])]
    title = gettext(
        'asso_members.msg_personal_title', party=data['party'], company=data['company'],
        date=data['date'])
    page = MarkupTemplate(SUMMARY.read_text(encoding='utf-8')).generate(
        title=title, tables=data['tables'], read=_read)
    return page.render('html', doctype='html5')


def _read(value):
    if isinstance(value, dict):
        return str(value.get('name') or value.get('file') or json.dumps(value, ensure_ascii=False))
    if isinstance(value, bool):
        return '✓' if value else ''
    return '' if value is None else str(value)
