from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "saiyai.intake"
