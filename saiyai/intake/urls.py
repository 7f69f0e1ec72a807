from django.urls import path

from saiyai.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("tell/", views.tell, name="tell"),
    path("draft/", views.bring_back, name="bring"),
    path("draft/file/", views.download, name="draft"),
    path("kept/", views.typed_back, name="kept"),
    path("kept/sheet/", views.slip, name="slip"),
    path("back/", views.back, name="back"),
    path("promises/", views.promises, name="promises"),
    path("measures/", views.leave, name="leave"),
]
