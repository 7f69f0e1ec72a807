"""Addresses of the demo network."""

from django.urls import path

from saiyai.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/mailbox/", views.mailbox, name="mailbox"),
    path("demo/mailbox/<slug:key>/", views.caught, name="letter"),
    path("demo/mailbox/<slug:key>/<int:number>/", views.attachment, name="attachment"),
]
