"""The portal's French is complete, and the compiled file is the written one."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import asso_portal

APP = Path(asso_portal.__file__).parent
PLACE = Path('locale', 'fr', 'LC_MESSAGES')
pytestmark = pytest.mark.skipif(
    not shutil.which('msgfmt'), reason="gettext is not installed (Debian: apt-get install gettext)")


def compiled(po, to):
    done = subprocess.run(
        ['msgfmt', '--check-format', '--statistics', '-o', to, po], capture_output=True, text=True,
        check=True, env={'LC_ALL': 'C'})
    return done.stderr.strip()


def test_french_is_whole(tmp_path):
    "The strings are collected again, from a copy of the app"
    copy = shutil.copytree(APP, tmp_path / 'asso_portal')
    subprocess.run(
        [sys.executable, '-m', 'django', 'makemessages', '-l', 'fr', '--no-location', '--no-wrap',
            '--no-obsolete'],
        cwd=copy, check=True, capture_output=True, env={'PATH': os.environ['PATH']})
    counted = compiled(copy / PLACE / 'django.po', tmp_path / 'new.mo')
    assert counted.endswith(' translated messages.') and 'untranslated' not in counted


def test_what_is_compiled_is_what_is_written(tmp_path):
    compiled(APP / PLACE / 'django.po', tmp_path / 'new.mo')
    assert (tmp_path / 'new.mo').read_bytes() == (APP / PLACE / 'django.mo').read_bytes()
