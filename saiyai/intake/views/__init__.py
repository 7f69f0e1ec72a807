from saiyai.intake.views.landing import landing

__all__ = ["landing"]
