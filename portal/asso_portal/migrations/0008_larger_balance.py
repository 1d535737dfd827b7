from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asso_portal", "0007_choices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="balance",
            field=models.DecimalField(decimal_places=2, max_digits=20),
        ),
    ]
