"""The door through which the server calls us."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dodomu.site.settings")
os.environ.setdefault("DODOMU_SERVING", "yes")
application = get_asgi_application()
