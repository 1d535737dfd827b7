import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("asso_portal", "0005_reference"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="file")),
                ("content", models.BinaryField(null=True)),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("dropped_by", models.CharField(max_length=150, verbose_name="dropped by")),
                (
                    "dropped",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="dropped on"
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        help_text="Its IBAN, or its name in the books; only where the file does not tell it.",
                        max_length=64,
                        verbose_name="account",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the next run"),
                            ("asked", "needs an answer"),
                            ("carried", "in the books"),
                            ("refused", "not taken"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("attempt", models.PositiveIntegerField(default=1)),
                ("answers", models.JSONField(default=dict)),
                ("told", models.DateTimeField(null=True, verbose_name="outcome of")),
                ("message", models.TextField(blank=True, verbose_name="reason")),
                ("outcomes", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("questions", models.JSONField(default=list)),
            ],
            options={
                "verbose_name": "file of the bank",
                "verbose_name_plural": "files of the bank",
                "ordering": ["-dropped", "-pk"],
                "permissions": [("drop_bank_files", "Can drop files of the bank")],
                "default_permissions": (),
            },
        ),
    ]
