from saiyai.intake.views.drafts import bring_back, download
from saiyai.intake.views.kept import slip, typed_back
from saiyai.intake.views.landing import landing, leave, promises, security_txt
from saiyai.intake.views.telling import tell
from saiyai.intake.views.visit import back

__all__ = [
    "back",
    "bring_back",
    "download",
    "landing",
    "leave",
    "promises",
    "security_txt",
    "slip",
    "tell",
    "typed_back",
]
