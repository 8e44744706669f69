"""The door through which the server calls us."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dodomu.site.settings")
os.environ.setdefault("DODOMU_SERVING", "yes")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (Django is set up first)

from dodomu.site.handler import Handler  # noqa: E402

application = Handler(settings.DODOMU_POOL)
