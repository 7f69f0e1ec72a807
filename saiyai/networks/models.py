import uuid

from django.db import models
from django.utils.translation import get_language


class Network(models.Model):
    """A network that people and units join."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name_th = models.TextField()
    name_en = models.TextField()
    about_th = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    is_default = models.BooleanField(default=False, help_text="The one that the public application form is for")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_default_network", fields=["is_default"], condition=models.Q(is_default=True)
            )
        ]

    def __str__(self):
        return self.name_en if get_language() == "en" else self.name_th
