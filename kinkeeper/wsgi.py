"""The WSGI application, for Granian or any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinkeeper.settings")
os.environ["KINKEEPER_DATABASE_ROLE"] = "web"
application = get_wsgi_application()
