from django.urls import path

from saiyai.notify import views

app_name = "notify"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read-all/", views.read_all, name="read_all"),
    path("inbox/preferences/", views.preferences, name="preferences"),
    path("inbox/address-works/", views.lift_bounce, name="lift_bounce"),
    path("inbox/line/", views.line, name="line"),
    path("inbox/line/unlink/", views.unlink_line, name="unlink_line"),
    path("line/events/", views.line_events, name="line_events"),
    path("inbox/<uuid:pk>/open/", views.open_notice, name="open_notice"),
]
