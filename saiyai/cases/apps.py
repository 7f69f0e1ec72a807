from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "saiyai.cases"
