from django.apps import AppConfig


class Billing(AppConfig):
    name = 'tests.site.billing'
    label = 'billing'
    verbose_name = "Facturation"
    default_auto_field = 'django.db.models.AutoField'
