from django.views.decorators.http import require_safe

from saiyai.accounts.vault.session import needs_vault
from saiyai.cases.views.shown import only_with_cases, show


@require_safe
@needs_vault
@only_with_cases
def case(request, ref):
    """One case: what was told, what was said since, who may read it, and what is next."""
    return show(request, ref)
