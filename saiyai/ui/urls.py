from django.urls import path

from saiyai.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("style/", views.style, name="style"),
    path("style/error/<int:code>/", views.style_error, name="style_error"),
]
