from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("events", "0003_search_and_sales")]

    operations = [
        migrations.AddField("order", "note", models.CharField(blank=True, max_length=200, null=True)),
    ]
