"""Demonstration accounts: python -m tests.site.accounts PASSWORD

Every member gets the password; `admin`, made if there is none, may do everything.
"""
import os
import sys

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'tests.site.settings')
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402

from tests.site.members.models import Member  # noqa: E402


def main(password):
    Member.objects.update(password=make_password(password, hasher='md5'))
    # No member of the association: the books would have one more
    if not Member.objects.filter(username='admin').exists():
        Member.objects.create_superuser(
            'admin', 'admin@example.org', password, status='not_member', nickname='admin')


if __name__ == '__main__':
    main(sys.argv[1])
