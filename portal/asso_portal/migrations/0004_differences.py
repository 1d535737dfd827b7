import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asso_portal", "0003_statement"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                fields=["snapshot", "digest", "balance"], name="asso_portal_account_digests"
            ),
        ),
        migrations.AddField(
            model_name="chunk",
            name="version",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="chunk",
            name="received",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
