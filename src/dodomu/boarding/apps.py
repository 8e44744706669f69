from django.apps import AppConfig


class BoardingConfig(AppConfig):
    name = "dodomu.boarding"
    label = "boarding"
    default_auto_field = "django.db.models.BigAutoField"
