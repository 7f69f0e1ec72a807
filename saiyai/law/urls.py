"""Addresses of the law table."""

from django.urls import path

from saiyai.law import views

app_name = "law"
urlpatterns = [
    path("law/", views.acts, name="acts"),
    path("law/new/", views.add_act, name="add_act"),
    path("law/acts/<slug:slug>/", views.act, name="act"),
    path("law/acts/<slug:slug>/add/", views.add_provision, name="add_provision"),
    path("law/sections/<str:code>/", views.provision, name="provision"),
    path("law/sections/<str:code>/write/", views.add_version, name="add_version"),
    path("law/versions/<uuid:pk>/verify/", views.verify, name="verify"),
    path("law/verifications/<int:number>/withdraw/", views.withdraw_verification, name="withdraw_verification"),
]
