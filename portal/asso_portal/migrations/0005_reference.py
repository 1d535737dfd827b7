from django.db import migrations, models


def tell_again(apps, _schema_editor):
    """What is kept has no references, and nothing tells when the ledger began to give them.

    Without its digest no account is one that a statement knows, so that the next is asked for whole.
    """
    apps.get_model("asso_portal", "Account").objects.update(digest="")


class Migration(migrations.Migration):
    dependencies = [
        ("asso_portal", "0004_differences"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="reference",
            field=models.CharField(default="", max_length=25),
        ),
        migrations.RunPython(tell_again, migrations.RunPython.noop),
    ]
