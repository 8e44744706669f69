from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dodomu.web"
    label = "web"
