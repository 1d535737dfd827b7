"""Settings of the test site, from the environment.

SITE_DATABASE: a SQLite file, or postgresql://user:password@host:port/name;
SITE_SECRET_KEY, SITE_DEBUG (1), SITE_USE_TZ (0), SITE_HOSTS (comma separated);
SITE_PORTAL: JSON over the keys of ASSO_PORTAL.
"""
import json
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

HERE = Path(__file__).parent


def database(place):
    """Django's settings of a database named by a file's path or a PostgreSQL URL."""
    if '://' not in place:
        return {
            'ENGINE': 'django.db.backends.sqlite3', 'NAME': place,
            # A writer waits for another; SQLite by itself gives up at once when both began reading
            'OPTIONS': {'timeout': 20}}
    url = urlsplit(place)
    return {
        'ENGINE': 'django.db.backends.postgresql', 'NAME': url.path.lstrip('/'),
        'USER': unquote(url.username or ''), 'PASSWORD': unquote(url.password or ''),
        'HOST': url.hostname or '', 'PORT': url.port or ''}


SECRET_KEY = os.environ.get('SITE_SECRET_KEY', 'only-for-tests')
DEBUG = os.environ.get('SITE_DEBUG') == '1'
ALLOWED_HOSTS = os.environ.get('SITE_HOSTS', 'localhost,127.0.0.1,testserver').split(',')
DATABASES = {'default': database(os.environ.get('SITE_DATABASE', ':memory:'))}

INSTALLED_APPS = [
    'tests.site.members',
    'tests.site.offers',
    'tests.site.billing',
    'asso_portal',
    'asso_portal.login',
    'django.contrib.admin',
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.messages',
    'django.contrib.staticfiles',
]
MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.locale.LocaleMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
]
ROOT_URLCONF = 'tests.site.urls'
TEMPLATES = [{
    'BACKEND': 'django.template.backends.django.DjangoTemplates',
    'DIRS': [HERE / 'templates'],
    'APP_DIRS': True,
    'OPTIONS': {'context_processors': [
        'django.template.context_processors.request',
        'django.contrib.auth.context_processors.auth',
        'django.contrib.messages.context_processors.messages',
    ]},
}]
AUTH_USER_MODEL = 'members.Member'
LOGIN_URL = 'login'
LOGIN_REDIRECT_URL = '/situation/'
LOGOUT_REDIRECT_URL = 'login'
LANGUAGE_CODE = 'fr'
LANGUAGES = [('fr', _("French")), ('en', _("English"))]
TIME_ZONE = 'Europe/Paris'
USE_I18N = True
USE_TZ = os.environ.get('SITE_USE_TZ') != '0'
STATIC_URL = '/static/'
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
# Quick to make and to check: nothing is secret here
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']

ASSO_PORTAL = {
    'INSECURE': os.environ.get('SITE_INSECURE') == '1',
    'ASSOCIATION': "Les Amis du Réseau",
    'IBAN': 'FR7630006000011234567890189',
    'BIC': 'AGRIFRPPXXX',
    **json.loads(os.environ.get('SITE_PORTAL', '{}')),
}
