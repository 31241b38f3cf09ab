from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0004_sealed_parts'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='batch',
            name='sealed_pdf',
        ),
    ]
