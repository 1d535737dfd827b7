from django.apps import AppConfig


class Offers(AppConfig):
    name = 'tests.site.offers'
    label = 'offers'
    verbose_name = "Offres"
    default_auto_field = 'django.db.models.AutoField'
