"""Every address of the house, and the bare views it is measured against."""

from django.urls import include, path

from bench import bare

urlpatterns = [
    path("bare/people/", bare.people, name="bare_people"),
    path("bare/search/", bare.search, name="bare_search"),
    path("bare/person/<uuid:pk>/", bare.person, name="bare_person"),
    path("bare/queue/", bare.queue, name="bare_queue"),
    path("", include("saiyai.urls")),
]
