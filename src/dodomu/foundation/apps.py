from django.apps import AppConfig
from django.db.backends.signals import connection_created


class FoundationConfig(AppConfig):
    name = "dodomu.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dodomu.foundation.database import take_app_role  # the models must be loaded first

        connection_created.connect(take_app_role, dispatch_uid="dodomu_app_role")
