from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asso_portal", "0002_cursor_of_snapshot"),
    ]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="version",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="bank_known_until",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="account",
            name="member",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="membership",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="digest",
            field=models.CharField(default="", max_length=64),
        ),
    ]
