"""The ui on its own, with stand-ins for the pages that higher modules bring."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path

handler400 = "saiyai.ui.errors.bad_request"
handler403 = "saiyai.ui.errors.forbidden"
handler404 = "saiyai.ui.errors.not_found"
handler500 = "saiyai.ui.errors.server_error"


@login_not_required
def home(request):
    return HttpResponse(request.POST.get("name", "home"))


urlpatterns = [
    path("", home, name="home"),
    path("", include("saiyai.ui.urls")),
    path("sign-in/", home, name="account_login"),
    path("sign-out/", home, name="account_logout"),
    path("directory/", include(([path("find/", home, name="find")], "directory"))),
]
