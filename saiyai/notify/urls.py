from django.urls import path

from saiyai.notify import views

app_name = "notify"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read-all/", views.read_all, name="read_all"),
    path("inbox/preferences/", views.preferences, name="preferences"),
    path("inbox/address-works/", views.lift_bounce, name="lift_bounce"),
    path("inbox/<uuid:pk>/open/", views.open_notice, name="open_notice"),
]
