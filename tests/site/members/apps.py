from django.apps import AppConfig


class Members(AppConfig):
    name = 'tests.site.members'
    label = 'members'
    verbose_name = "Adhérents"
    default_auto_field = 'django.db.models.AutoField'
