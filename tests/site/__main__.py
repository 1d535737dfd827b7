"""python -m tests.site COMMAND: Django's manage.py for the test site."""
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tests.site.settings')
execute_from_command_line(['python -m tests.site', *sys.argv[1:]])
