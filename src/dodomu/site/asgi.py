"""The door through which the server calls us."""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dodomu.site.settings")
os.environ.setdefault("DODOMU_SERVING", "yes")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (Django is set up first)

from dodomu.site.handler import Handler  # noqa: E402

application = Handler(settings.DODOMU_POOL)
gc.collect()
gc.freeze()  # what is here now stays: looking through it again and again would take from every answer
