from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "saiyai.networks"
