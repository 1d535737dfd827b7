from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asso_portal", "0006_bank_file"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="choices",
            field=models.CharField(default="", max_length=1000),
        ),
    ]
