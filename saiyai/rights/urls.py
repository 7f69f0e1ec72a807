"""Addresses of my data, of requests for erasure, and of the looks."""

from django.urls import path

from saiyai.rights import views

app_name = "rights"
urlpatterns = [
    path("me/data/", views.my_data, name="my_data"),
    path("me/data/copy/", views.own_copy, name="own_copy"),
    path("me/data/erasure/", views.ask_erasure, name="ask_erasure"),
    path("erasures/", views.erasures, name="erasures"),
    path("erasures/<uuid:pk>/", views.erasure, name="erasure"),
    path("erasures/<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("erasures/<uuid:pk>/carry-out/", views.carry_out, name="carry_out"),
    path("erasures/<uuid:pk>/refuse/", views.refuse, name="refuse"),
    path("people/<uuid:pk>/erasure/", views.enter_erasure, name="enter_erasure"),
    path("trail/looks/", views.looks, name="looks"),
]
