"""The bytes of a file as tables: text, spreadsheet, or a zip that holds one of them."""
import io
import re
import zipfile
import zlib

from . import sheets
from .errors import BadFile
from .table import table

LIMIT = 32 * 2 ** 20
OTHERS = [
    (b'%PDF', 'pdf'),
    (b'<?xml', 'xml'), (b'<!DOCTYPE', 'html'), (b'<!doctype', 'html'), (b'<html', 'html'),
    (b'<HTML', 'html'), (b'!Type', 'qif'),
    (b'!Account', 'qif'), (b'\x89PNG', 'binary'), (b'\xff\xd8\xff', 'binary'),
    (b'{\\rtf', 'binary'), (b'\x1f\x8b', 'binary'), (b'7z\xbc\xaf', 'binary'), (b'Rar!', 'binary'),
    ]
BOMS = [
    (b'\xef\xbb\xbf', 'utf-8-sig'), (b'\xff\xfe', 'utf-16'), (b'\xfe\xff', 'utf-16'),
    ]
# The likelier first; a spreadsheet on a Mac writes its own, and programs of banks that of DOS
ONE_BYTE = ['cp1252', 'mac-roman', 'cp850']
SAMPLE = 64_000
# An accent within a word, of the case of what stands before it
ACCENTED = re.compile('(?<=[a-z])[àâäçèéêëîïñôöùûüß]|(?<=[A-Z])[ÀÂÄÇÈÉÊËÎÏÑÔÖÙÛÜ]')
# Read as cp1252, what was UTF-8 shows such pairs
TWICE = re.compile('[\u00c2\u00c3][\u0080-\u00bf\u0152-\u2122]')


def tables(content, encoding='', delimiter=''):
    "Return the tables of the content, `unpacked`, or raise BadFile."
    if content[:2] == b'PK':
        return sheets.tables(content)
    if content[:8] == b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1':
        return sheets.tables(content)
    _refuse_others(content)
    encoding, text = decoded(content, encoding)
    if not text.strip():
        raise BadFile('empty')
    return [table(text, encoding, delimiter)]


def unpacked(content):
    "Return the one file of a zip, or the content of any other file; raise BadFile."
    if len(content) > LIMIT:
        raise BadFile('too_large', megabytes=len(content) >> 20, limit=LIMIT >> 20)
    if content[:4] not in (b'PK\x03\x04', b'PK\x05\x06'):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if _is_workbook(archive):
                return content
            inner = _single(archive)
    except BadFile:
        raise
    # A broken one may fail in any of these ways
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError):
        raise BadFile('zip') from None
    if inner[:2] == b'PK' and b'[Content_Types].xml' not in inner[:2000]:
        raise BadFile('zip')  # one within another
    return inner


def _is_workbook(archive):
    names = archive.namelist()
    return '[Content_Types].xml' in names or 'mimetype' in names


def _single(archive):
    files = [
        i for i in archive.infolist()
        if not i.is_dir() and not i.filename.startswith('__MACOSX/')]
    if len(files) != 1:
        raise BadFile('zip_files', count=len(files))
    if files[0].file_size > LIMIT:
        raise BadFile('too_large', megabytes=files[0].file_size >> 20, limit=LIMIT >> 20)
    return archive.read(files[0])


def _refuse_others(content):
    head = content[:1000].lstrip(b'\xef\xbb\xbf \t\r\n')
    if not head and not content.strip():
        raise BadFile('empty')
    for mark, code in OTHERS:
        if head.startswith(mark):
            if code == 'xml' and re.search(rb'<html|<!doctype', content[:2000], re.I):
                code = 'html'
            raise BadFile(code)


def decoded(content, encoding=''):
    "Return (encoding, text); UTF-8 if it can be, else what Windows writes."
    if encoding:
        return encoding, _strictly(content, encoding)
    encoding = next((name for mark, name in BOMS if content.startswith(mark)), '')
    encoding = encoding or _without_mark(content)
    if encoding:
        return encoding, _strictly(content, encoding)
    if b'\0' in content:
        raise BadFile('nul', line=_line(content, content.index(b'\0')))
    try:
        text = content.decode('utf-8')
    except UnicodeDecodeError:
        return _of_windows(content)
    return _untwisted(text)


def _without_mark(content):
    "UTF-16 of Latin letters has a NUL in every second byte."
    sample = content[:1000]
    if len(sample) > 3:
        for start, name in ((1, 'utf-16-le'), (0, 'utf-16-be')):
            if sample[start::2].count(0) > len(sample) * .35:
                return name
    return ''


def _strictly(content, encoding):
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        line = _line(content, getattr(error, 'start', 0))
        raise BadFile('encoding', line=line, encoding=encoding) from None
    if '\0' in text:
        raise BadFile('nul', line=text[:text.index('\0')].count('\n') + 1)
    return text


def _of_windows(content):
    "Each line by itself, where lines of files with different encodings were put together."
    encodings, lines = set(), []
    for line in content.splitlines(keepends=True):
        if not line.isascii():
            try:
                lines.append(line.decode('utf-8'))
                encodings.add('utf-8')
                continue
            except UnicodeDecodeError:
                encodings.add('cp1252')
        lines.append(line.decode('cp1252', 'replace'))
    if len(encodings) == 1:
        encoding = _of_one_byte(content)
        return encoding, _strictly(content, encoding)
    if any('\ufffd' in line for line in lines):
        number = next(n for n, line in enumerate(lines, 1) if '\ufffd' in line)
        raise BadFile('encoding', line=number, encoding='cp1252')
    return 'utf-8, cp1252', ''.join(lines)


def _of_one_byte(content):
    "What Windows writes, unless a Mac's or DOS's signs make more words: Libellé, and not LibellŽ."
    sample = content[:SAMPLE]
    return max(
        ONE_BYTE, key=lambda name: len(ACCENTED.findall(sample.decode(name, 'replace'))))


def _untwisted(text):
    "UTF-8 that somebody took for cp1252 and saved as UTF-8 once more"
    if TWICE.search(text):
        try:
            return 'utf-8', text.encode('cp1252').decode('utf-8')
        except UnicodeError:
            pass
    return 'utf-8', text


def _line(content, position):
    return content.count(b'\n', 0, position) + 1
